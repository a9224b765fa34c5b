"""What every answer carries, what the start refuses, and what people see when something is wrong."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import create_app
from app.access.permissions import Permission, pair_of
from app.access.roles import NETWORK_ADMIN, ROLES
from app.core.entity import db
from app.models import FoyerUser, Organisation
from app.web import role_sync
from app.web.api import FoyerApi
from app.web.grants import permission_of
from app.web.model_view import FoyerModelView, ScopedInterface
from config import Settings
from tests.make import PASSWORD, Make
from tests.web.conftest import token
from tests.web.screens import InvoiceView

PAGES = [
    "/", "/organisationview/list/", "/organisationview/add", "/organisationview/show/{organisation}", "/organisationview/edit/{organisation}", "/invoiceview/list/",
    "/invoiceview/show/{invoice}", "/licenseview/add", "/spaceview/list/?_flt_2_name=zzz", "/membershipview/add", "/users/list/", "/users/show/{user}", "/users/edit/{user}",
    "/users/add", "/users/password/{user}", "/roles/list/", "/roles/show/{role}", "/roles/add", "/profile/", "/profile/edit", "/profile/password", "/profile/keys",
    "/docs/api", "/nowhere",
]  # fmt: skip
LEFT_OVERS = {
    "FAB's files": r"/static/appbuilder/", "jQuery": r"jquery|\$\(['\"]", "Select2": r"select2", "Bootstrap 3": r'data-(toggle|dismiss|target|parent)=|glyphicon|class="[^"]*\b(panel|well|btn-default|btn-xs|control-label|col-xs-\d|sr-only)\b',
    "Font Awesome": r'class="fa[ "]', "inline script": r"<script(?![^>]*\ssrc=)", "inline handler": r"\son(click|load|error|submit|change)=", "an object's insides": r"&lt;[\w.]+ object at|<[A-Z]\w+ \d+>",
    "None": r">\s*None\s*<", "microseconds": r"\d:\d\d\.\d{4,6}", "elsewhere": r'(src|href)="(https?:)?//', "a bare permission": r"can_\w+ on",
}  # fmt: skip


@pytest.fixture
def page(login: Any, make: Make) -> Any:
    browser = login(NETWORK_ADMIN)
    invoice, user = make.invoice(), make.user()
    ids = {"organisation": invoice.organisation_id, "invoice": invoice.id, "user": user.id, "role": user.roles[0].id}
    return lambda address: browser.get(address.format(**ids))


@pytest.mark.parametrize("address", PAGES)
def test_no_page_shows_the_frameworks_raw_defaults(page: Any, address: str) -> None:
    answer = page(address)
    text = answer.get_data(as_text=True)

    assert answer.status_code == (404 if address == "/nowhere" else 200)
    assert {name for name, pattern in LEFT_OVERS.items() if re.search(pattern, text)} == set()
    assert '<html lang="en' in text and 'href="#content"' in text and text.count("<h1") == 1
    assert all("scope=" in cell for cell in re.findall(r"<th[ >][^>]*", text))
    assert text.count("<label") + text.count("aria-label") >= len(re.findall(r'<(?:input(?![^>]*type="hidden")|select|textarea)', text))


@pytest.mark.parametrize("address", ["/", "/login/", "/nowhere", "/healthz", "/invoiceview/list/", "/api/v1/invoices/"])
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    head = client.get(address).headers

    assert "script-src 'self';" in head["Content-Security-Policy"] and "frame-ancestors 'none'" in head["Content-Security-Policy"]
    assert head["X-Content-Type-Options"] == "nosniff" and head["Referrer-Policy"] == "same-origin"
    assert head["Cache-Control"] == "no-store" and "Cookie" in head["Vary"] and len(head["X-Request-Id"]) == 16
    assert "Strict-Transport-Security" not in head


def test_cookies_are_shut(login: Any, settings: Settings) -> None:
    browser = login(NETWORK_ADMIN)
    cookie = browser.get_cookie("foyer")
    assert cookie.http_only and cookie.same_site == "Lax" and not cookie.secure

    safe = create_app(replace(settings, public_url="https://localhost"))
    answer = safe.test_client().get("/login/", base_url="https://localhost")
    assert re.match(r"__Host-foyer=.*Secure; HttpOnly; Path=/; SameSite=Lax", answer.headers["Set-Cookie"])
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_static_files_stay_in_browsers_and_fabs_are_not_served(client: FlaskClient) -> None:
    page = client.get("/login/").get_data(as_text=True)
    address = re.search(r"/static/foyer\.css\?v=\w{8}", page)

    assert address
    answer = client.get(address[0])
    assert answer.status_code == 200 and "max-age=31536000" in answer.headers["Cache-Control"]
    assert client.get("/static/appbuilder/css/bootstrap.min.css").status_code == 404


def test_the_first_word_of_an_address_leads_to_its_list(client: FlaskClient, login: Any) -> None:
    """As people type and cut addresses. The list has its own door; whatever else is not there stays so."""
    for typed in ("/invoiceview", "/invoiceview/"):
        assert client.get(typed).location == "/invoiceview/list/"
    assert client.post("/invoiceview/").status_code in (400, 404, 405)
    for nowhere in ("/nowhere/", "/invoiceview/nowhere/", "/list/"):
        assert client.get(nowhere).status_code == 404
    assert client.get("/invoiceview", follow_redirects=True).request.path == "/login/"
    assert login(NETWORK_ADMIN).get("/invoiceview", follow_redirects=True).status_code == 200


def test_a_forged_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/login/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_forwarded_headers_count_only_behind_a_proxy(client: FlaskClient, web_app: Flask) -> None:
    with web_app.test_request_context(headers={"X-Forwarded-For": "9.9.9.9"}, environ_base={"REMOTE_ADDR": "10.0.0.1"}) as context:
        assert context.request.remote_addr == "10.0.0.1"
    assert client.get("/login/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 200


@pytest.mark.parametrize(("proxies", "told"), [(1, "9.9.9.9, 10.0.0.7"), (2, "9.9.9.9, 198.51.100.4, 10.0.0.7")])
def test_behind_several_proxies_the_visitor_the_host_and_https_are_right(settings: Settings, proxies: int, told: str) -> None:
    """What deploy/nginx sends: an address more for each proxy, host and scheme of the nearest alone, which was asked over http here."""
    house = create_app(replace(settings, public_url="https://localhost", proxies=proxies))
    seen: list[tuple[str | None, str, bool]] = []
    house.before_request(lambda: seen.append((request.remote_addr, request.host, request.is_secure)))
    client, at = house.test_client(), "http://127.0.0.1:8000"
    forwarded = {"X-Forwarded-For": told, "X-Forwarded-Proto": "http", "X-Forwarded-Host": "localhost"}
    page = client.get("/login/", headers=forwarded, base_url=at).get_data(as_text=True)
    form = {"username": "a", "password": "b", "csrf_token": re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]}
    from_there = {
        site: client.post("/login/", headers={**forwarded, "Referer": site}, base_url=at, data=form).status_code
        for site in ("https://evil.example/", "https://localhost/login/")
    }

    assert seen[0] == (told.split(", ")[-proxies], "localhost", True)
    assert from_there == {"https://evil.example/": 400, "https://localhost/login/": 200}, (
        "where a form comes from is looked at over https alone"
    )


def test_a_fault_shows_a_number_and_no_insides(login: Any, make: Make, web_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, invoice = login(NETWORK_ADMIN), make.invoice()
    monkeypatch.setattr(InvoiceView, "facts", lambda self, row: 1 / 0)
    monkeypatch.setitem(web_app.config, "PROPAGATE_EXCEPTIONS", False)

    answer = browser.get(f"/invoiceview/show/{invoice.id}")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Something went wrong on our side" in page and answer.headers["X-Request-Id"] in page
    assert "ZeroDivisionError" not in page and "Traceback" not in page
    as_program = browser.get(f"/invoiceview/show/{invoice.id}", headers={"Accept": "application/json"})
    assert as_program.json["request_id"] == as_program.headers["X-Request-Id"]


def test_a_database_that_is_away_is_told_as_such(client: FlaskClient, web_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: Any, **_more: Any) -> Any:
        raise OperationalError("SELECT secret", {}, Exception("connection refused to 10.1.2.3"))

    monkeypatch.setattr(web_app.appbuilder.sm, "find_by_login", gone)  # type: ignore[attr-defined]
    answer = client.post("/login/", data={"username": "a", "password": "b", "csrf_token": token(client, "/login/")})

    assert answer.status_code == 503
    assert "10.1.2.3" not in answer.get_data(as_text=True) and "SELECT" not in answer.get_data(as_text=True)


def test_what_takes_too_long_says_so(login: Any, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page, a program that asks for JSON, and what a bulk write says past SQLAlchemy."""
    browser, invoice = login(NETWORK_ADMIN), make.invoice()
    for raw in (False, True):

        def slow(self: Any, row: Any, *, raw: bool = raw) -> Any:
            db.session.execute(text("SET LOCAL statement_timeout = '10ms'"))
            if raw:
                db.session.connection().connection.driver_connection.execute("SELECT pg_sleep(60)")
            db.session.execute(text("SELECT pg_sleep(60)"))

        monkeypatch.setattr(InvoiceView, "facts", slow)
        answer = browser.get(f"/invoiceview/show/{invoice.id}")
        assert answer.status_code == 503
        assert "This took too long" in answer.get_data(as_text=True) and "pg_sleep" not in answer.get_data(as_text=True)
        as_program = browser.get(f"/invoiceview/show/{invoice.id}", headers={"Accept": "application/json"})
        assert (as_program.status_code, as_program.is_json) == (503, True)
        assert "Narrow it down" in as_program.json["message"]  # type: ignore[index]


def test_health_says_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "alive"}
    assert client.get("/readyz").json == {"status": "ready", "database": "ok", "queue": "ok"}


def test_ready_names_what_is_missing_and_no_balancer_leaves_a_node_out_for_valkey(settings: Settings) -> None:
    """It is away for all nodes at once, and pages are answered without it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (1, silent.getsockname()[1]):  # one refuses, the other never answers
            lame = create_app(replace(settings, redis_url=f"redis://127.0.0.1:{port}/0"))
            began = time.monotonic()
            answer = lame.test_client().get("/readyz")
            assert (answer.status_code, time.monotonic() - began < 3) == (200, True)
            assert answer.json["database"] == "ok" and "does not answer" in answer.json["queue"]  # type: ignore[index]


def test_a_node_whose_tables_are_of_another_version_is_left_out(client: FlaskClient, session: Session) -> None:
    known = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    try:
        answer = client.get("/readyz")
    finally:
        session.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": known})
        session.commit()
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")  # type: ignore[index]


def test_signing_in_works_while_valkey_is_away(settings: Settings, make: Make) -> None:
    lame = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0")).test_client()
    body = {"username": make.user().username, "password": PASSWORD, "csrf_token": token(lame, "/login/")}

    assert lame.post("/login/", data=body).status_code == 302


def test_the_start_refuses_screens_that_would_leak() -> None:
    from flask_appbuilder.models.sqla.interface import SQLAInterface

    with pytest.raises(TypeError, match="ScopedInterface"):
        type("Leaky", (FoyerModelView,), {"datamodel": SQLAInterface(Organisation)})
    with pytest.raises(TypeError, match="outside the transaction"):
        type("Hooked", (FoyerModelView,), {"datamodel": ScopedInterface(Organisation), "post_add": lambda self, item: None})


def test_the_start_refuses_what_no_role_could_be_given(web_app: Flask) -> None:
    with web_app.app_context():
        view = type(
            "OddView", (FoyerModelView,), {"datamodel": ScopedInterface(Organisation), "method_permission_name": {"list": "peek"}}
        )()
        with pytest.raises(RuntimeError, match="organisation:peek"):
            role_sync.check(type("Builder", (), {"baseviews": [view]}))
        with pytest.raises(RuntimeError, match="no permission for Nonsense"):
            type("Odd2View", (FoyerModelView,), {"datamodel": ScopedInterface(Organisation), "class_permission_name": "Nonsense"})()


def test_the_api_cannot_be_told_to_show_secrets(web_app: Flask) -> None:
    with web_app.app_context(), pytest.raises(ValueError, match="password"):
        type(
            "Loose",
            (FoyerApi,),
            {
                "resource_name": "x",
                "datamodel": ScopedInterface(FoyerUser),
                "class_permission_name": "User",
                "search_columns": ["password"],
            },
        )()


def test_roles_hold_exactly_their_permissions(web_app: Flask, session: Any) -> None:
    """FAB matches patterns by their beginning: can_list would grant can_list_all as well."""
    from flask_appbuilder.security.sqla.models import Role

    for name, wanted in ROLES.items():
        role = session.query(Role).filter_by(name=name).one()
        assert {permission_of((pair.permission.name, pair.view_menu.name)) for pair in role.permissions} == {
            each.value for each in wanted
        }, name
    assert all(permission_of(pair_of(permission)) == permission.value for permission in Permission)


def test_syncing_twice_changes_nothing(settings: Settings, session: Any, web_app: Flask) -> None:
    from sqlalchemy import text

    before = session.execute(text("SELECT version FROM access_version")).scalar_one()
    with web_app.app_context():
        role_sync.sync_roles(web_app.appbuilder)  # type: ignore[attr-defined]
    session.rollback()
    assert session.execute(text("SELECT version FROM access_version")).scalar_one() == before
