"""The API: programs with a token or key, inside the scope and permissions of a person, and never by cookie."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN
from app.core.clock import now
from app.core.entity import db
from app.models import AuditEvent, Organisation
from app.web import tokens
from app.web.actor import Actor
from app.web.api import FoyerApi
from app.web.interface import ScopedInterface
from tests.make import PASSWORD, Make

Call = Callable[..., Any]


@pytest.fixture
def bearer(client: FlaskClient) -> Callable[[Any], dict[str, str]]:
    def sign_in(user: Any) -> dict[str, str]:
        answer = client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"})
        return {"Authorization": f"Bearer {answer.json['access_token']}"}  # type: ignore[index]

    return sign_in


@pytest.fixture
def call(client: FlaskClient, bearer: Any, make: Make) -> Call:
    """`call("get", "/organisations/")` as a network admin."""
    head = bearer(make.user(NETWORK_ADMIN))
    return lambda verb, path, **more: client.open(f"/api/v1{path}", method=verb.upper(), headers=head, **more)


def named(answer: Any) -> list[str]:
    return sorted(row["name"] for row in answer.json["result"])


def body(location: Any, **said: Any) -> dict[str, Any]:
    return {"code": "NEW", "name": "New Ltd", "location_id": location.id, "currency": "ZAR", **said}


def test_a_cookie_is_worth_nothing(login: Any) -> None:
    browser = login(NETWORK_ADMIN)

    assert browser.get("/organisationview/list/").status_code == 200
    assert browser.get("/api/v1/organisations/").status_code == 401
    assert browser.post("/api/v1/organisations/", json={}).status_code == 401


def test_a_token_lists_what_its_person_may_see(client: FlaskClient, make: Make, bearer: Any) -> None:
    home, elsewhere = make.organisation(name="Home Ltd"), make.organisation(name="Elsewhere Ltd")
    head = bearer(make.user(LOCATION_MANAGER, locations=[home.location]))

    answer = client.get("/api/v1/organisations/", headers=head)

    assert (named(answer), answer.json["count"]) == (["Home Ltd"], 1)
    assert client.get(f"/api/v1/organisations/{home.id}", headers=head).status_code == 200
    for verb in ("get", "put", "delete"):
        assert client.open(f"/api/v1/organisations/{elsewhere.id}", method=verb.upper(), headers=head, json={}).status_code == 404
    refused = client.post("/api/v1/organisations/", headers=head, json=body(elsewhere.location))
    assert refused.status_code == 422 and refused.json["field"] == "location_id"
    assert client.put(f"/api/v1/organisations/{home.id}", headers=head, json={"location_id": elsewhere.location_id}).status_code == 422


def test_the_permission_to_use_the_api_is_one_of_its_own(client: FlaskClient, make: Make, bearer: Any) -> None:
    assert client.get("/api/v1/organisations/", headers=bearer(make.user(FRONT_DESK))).status_code == 403


def test_writing_answers_with_the_row_and_is_audited(call: Call, make: Make, session: Any) -> None:
    made = call("post", "/organisations/", json=body(make.location()))
    assert made.status_code == 201 and made.json["result"]["status"] == "active"

    changed = call("put", f"/organisations/{made.json['id']}", json={"name": "Newer Ltd"})
    assert (changed.status_code, changed.json["result"]["name"], changed.json["result"]["code"]) == (200, "Newer Ltd", "NEW")

    assert call("delete", f"/organisations/{made.json['id']}").status_code == 200
    assert [event.verb for event in session.query(AuditEvent).filter_by(noun="organisation").order_by(AuditEvent.id)] == [
        "create",
        "change",
        "delete",
    ]


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"currency": "rand"}, 422, "currency"), ({"name": None}, 422, "name"), ({"location_id": 10**9}, 422, "location_id"), ({"status": "happy"}, 422, "status"),
        ({"session_epoch": 5}, 422, "session_epoch"), ({"id": 5}, 422, "id"), ({"location_id": "x"}, 422, "location_id"), ({"payment_days": 10**12}, 422, "payment_days"),
    ],
)  # fmt: skip
def test_bad_bodies_are_refused_by_field_and_write_nothing(
    call: Call, make: Make, session: Any, said: dict[str, Any], status: int, field: str
) -> None:
    answer = call("post", "/organisations/", json=body(make.location(), **said))

    assert answer.status_code == status, answer.json
    assert field in json.dumps(answer.json) and "psycopg" not in json.dumps(answer.json)
    assert session.query(Organisation).count() == 0


def test_a_constraint_is_a_refusal_in_words(call: Call, make: Make) -> None:
    """FAB answers 500 "Fatal error" here."""
    taken = make.organisation(code="NEW")

    answer = call("post", "/organisations/", json=body(taken.location))

    assert answer.status_code == 422 and "already taken" in answer.json["message"]


@pytest.mark.parametrize("content", ["", "[]", "1", "{", "null"])
def test_what_is_no_object_is_refused(call: Call, content: str) -> None:
    assert call("post", "/organisations/", data=content, content_type="application/json").status_code == 422


def test_pages_are_capped_and_nonsense_is_the_callers_mistake(call: Call, make: Make) -> None:
    for _row in range(3):
        make.organisation()

    assert len(call("get", '/organisations/?q={"page_size":2}').json["result"]) == 2
    assert call("get", '/organisations/?q={"page_size":100000}').status_code == 200
    assert call("get", '/organisations/?q={"filters":[{"col":"payment_days","opr":"eq","value":"many"}]}').status_code == 400
    assert call("get", '/organisations/?q={"filters":[{"col":"password","opr":"eq","value":"x"}]}').status_code == 400
    assert call("get", '/users/?q={"filters":[{"col":"password","opr":"sw","value":"scrypt"}]}').status_code == 400
    assert call("get", '/organisations/?q={"order_column":"password","order_direction":"asc"}').status_code == 400
    assert call("get", "/organisations/99999999999999999999").status_code == 404


def test_a_page_has_no_more_than_it_may(call: Call, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FoyerApi, "max_page_size", 2)
    for _row in range(3):
        make.organisation()

    assert [len(call("get", f'/organisations/?q={{"page_size":{asked}}}').json["result"]) for asked in (1, 2, 3, -1, 100000)] == [
        1,
        2,
        2,
        2,
        2,
    ]


def test_no_secret_leaves_by_any_resource(call: Call, make: Make) -> None:
    make.invoice()

    told = call("get", "/users/").get_data(as_text=True) + call("get", "/users/_info").get_data(as_text=True)

    for secret in ("scrypt:", "password", "session_epoch"):
        assert secret not in told
    invoice = call("get", "/invoices/").json["result"][0]
    assert (invoice["month"], invoice["status"], invoice["total_cents"]) == ("2026-06", "sent", 115000)


def test_tokens_end_with_the_session_epoch_and_by_themselves(client: FlaskClient, make: Make, bearer: Any, web_app: Flask) -> None:
    user = make.user(NETWORK_ADMIN)
    head = bearer(user)
    assert client.get("/api/v1/organisations/", headers=head).status_code == 200

    with time_machine.travel(now() + dt.timedelta(minutes=16), tick=False):
        assert client.get("/api/v1/organisations/", headers=head).status_code == 401
    with web_app.app_context():
        web_app.appbuilder.sm.reset_password(user.id, "an umbrella for every kettle")  # type: ignore[attr-defined]
    assert client.get("/api/v1/organisations/", headers=head).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "foyer_", "foyer_" + "x" * 43, "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "a.b.c"])
def test_what_is_no_token_opens_nothing(client: FlaskClient, token: str) -> None:
    assert client.get("/api/v1/organisations/", headers={"Authorization": f"Bearer {token}"}).status_code in (401, 422)


def test_a_key_works_until_it_is_ended(client: FlaskClient, make: Make, web_app: Flask) -> None:
    user = make.user(NETWORK_ADMIN)
    by = Actor(id=user.id, name="Pat")
    with web_app.app_context():
        manager = web_app.appbuilder.sm  # type: ignore[attr-defined]
        head = {"Authorization": f"Bearer {tokens.make_key(manager, name='Power BI', user_id=user.id, by=by)}"}
    make.organisation(name="Ours")

    assert named(client.get("/api/v1/organisations/", headers=head)) == ["Ours"]
    with web_app.app_context():
        from flask_appbuilder.security.sqla.models import ApiKey

        from app.core.entity import db

        key = db.session.query(ApiKey).one()
        assert key.last_used_on is not None and head["Authorization"][7:] not in (key.lookup_hash, key.key_hash)
        tokens.end_key(key.id, user_id=user.id, by=by)
    assert client.get("/api/v1/organisations/", headers=head).status_code == 401


def test_the_documentation_names_every_call(login: Any) -> None:
    browser = login(NETWORK_ADMIN)

    page, spec = browser.get("/docs/api").get_data(as_text=True), browser.get("/docs/openapi.json").json

    assert "/api/v1/organisations/" in page and "location_id" in page
    assert set(spec["paths"]["/api/v1/organisations/"]) >= {"get", "post"} and "post" not in spec["paths"]["/api/v1/invoices/"]


@pytest.mark.parametrize(("role", "status"), [(LOCATION_MANAGER, 200), (FINANCE, 200), (FRONT_DESK, 403)])
def test_the_documentation_is_for_who_may_use_it_and_no_entry_but_of_admins(login: Any, role: str, status: int) -> None:
    browser = login(role)
    assert (browser.get("/docs/api").status_code, browser.get("/docs/openapi.json").status_code) == (status, status)
    assert "/docs/api" not in browser.get("/").get_data(as_text=True)


def test_what_takes_too_long_says_so_to_programs_too(call: Call, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAB makes a 500 of whatever its resources raise."""
    read = ScopedInterface.query

    def slow(self: Any, *args: Any, **more: Any) -> Any:
        db.session.execute(text("SET LOCAL statement_timeout = '10ms'"))
        db.session.execute(text("SELECT pg_sleep(60)"))
        return read(self, *args, **more)

    monkeypatch.setattr(ScopedInterface, "query", slow)
    answer = call("get", "/organisations/")
    assert answer.status_code == 503 and "Narrow it down" in answer.json["message"]
    monkeypatch.undo()
    assert call("get", "/organisations/").status_code == 200
