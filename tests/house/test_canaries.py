"""Secrets that would be recognised go through the house, right and wrong, and are in no log line, no row, no page and no mail where they do not belong (ASVS 14.2.1, 16.2.5)."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from sqlalchemy import text
from werkzeug.security import generate_password_hash

from app.access.actor import SYSTEM, Actor
from app.access.roles import MEMBER
from app.access.sealing import CARD, opened
from app.actions.accounts.invite import invite
from app.actions.kiosks.create import create_kiosk
from app.actions.payments.begin_charge import begin_charge
from app.actions.pins.renew import renew_pin
from app.actions.secret_links.renew import renew_link
from app.actions.webhooks.create import create_webhook
from app.integrations.registry import equip
from app.logs import _without_links
from app.models.secret_link import LinkKind
from app.web import tokens
from config import declared
from tests.cards import kept_card
from tests.house.test_elsewhere import form_token, signed_in
from tests.world import NeverEnds

PASSWORD, NEXT, WRONG = "canary-kettle-umbrella-41", "canary-lantern-harvest-57", "canary-wrong-umbrella-68"
MADE_UP = "canary-of-a-vendor-92"
LINKS = {"secret", "link", "token"}
NEEDS_CERTIFICATES = {"secret_key", "database_url", "redis_url"}


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Every line that is logged meanwhile, as it would be written, at its most talkative."""
    root, written = logging.getLogger(), io.StringIO()
    ours = next(each for each in root.handlers if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter))
    handler, level = logging.StreamHandler(written), root.level
    handler.setFormatter(ours.formatter)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def rows_with(session: Any, secrets: dict[str, str]) -> list[str]:
    """table: secret, for each table in which it stands as text or as bytes."""
    session.rollback()
    found = []
    for schema, table in session.execute(
        text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'radius')")
    ).all():
        content = "\n".join(row for (row,) in session.execute(text(f"SELECT one::text FROM {schema}.{table} one")))
        found += [f"{table}: {name}" for name, value in secrets.items() if value in content or value.encode().hex() in content]
    return found


@pytest.fixture
def talking(web_app: Any, world: Any) -> Iterator[io.StringIO]:
    with logged() as written:
        yield written


def in_and_out(web_app: Any, user: Any) -> dict[str, str]:
    """Signing in right and wrong, by page and by program; a new password."""
    browser = web_app.test_client()
    for name, password in ((user.username, WRONG), (PASSWORD, "x"), (WRONG, "x"), (user.username, PASSWORD)):
        answer = browser.post("/login/", data={"username": name, "password": password, "csrf_token": form_token(browser, "/login/")})
    assert answer.status_code == 302
    for password in (WRONG, PASSWORD):
        told = browser.post(
            "/api/v1/security/login", json={"username": user.username, "password": password, "provider": "db", "refresh": True}
        )
    browser.get("/api/v1/organisation/", headers={"Authorization": f"Bearer {told.json['access_token']}"})
    browser.get("/api/v1/organisation/", headers={"Authorization": "Bearer foyer_canary-no-key-at-all"})
    browser.post(
        "/profile/password",
        data={"present": PASSWORD, "password": NEXT, "again": NEXT, "csrf_token": form_token(browser, "/profile/password")},
    )
    return {
        "password": PASSWORD,
        "new password": NEXT,
        "wrong password": WRONG,
        "bearer": told.json["access_token"],
        "refresh": told.json["refresh_token"],
        "no key": "canary-no-key-at-all",
    }


def keys_and_links(web_app: Any, make: Any, user: Any, place: Any, room: Any) -> dict[str, str]:
    """What opens by itself, used once each; and a door that falls over meanwhile."""
    by = Actor(id=user.id, name=str(user))
    with web_app.app_context():
        key = tokens.make_key(web_app.appbuilder.sm, name="Power BI", user_id=user.id, by=by)
    _kiosk, pairs = create_kiosk(location_id=place.id, name="Lobby", by=make.actor())
    feed, screen = renew_link(LinkKind.MY_CALENDAR, user.id, by=by), renew_link(LinkKind.ROOM_SCREEN, room.id, by=make.actor())
    webhook, signs = create_webhook(description="Books", url="https://books.example/hook", events=["invoice.paid"], by=make.actor())
    browser = web_app.test_client()
    browser.get("/api/v1/organisation/", headers={"Authorization": f"Bearer {key}"})
    for address in (
        f"/kiosk/pair/{pairs}",
        f"/ical/{feed}.ics",
        f"/room/{screen}",
        f"/ical/{key}.ics",
        f"/visit/{pairs}",
        f"/unsubscribe/{pairs}",
    ):
        browser.get(address)
    browser.post(f"/kiosk/pair/{pairs}", data={"csrf_token": form_token(browser, "/login/")})
    assert webhook.sealed_secret
    return {"API key": key, "pairing": pairs, "feed": feed, "screen": screen, "webhook": signs, "PIN": f" {renew_pin(user.id, by=by)} "}


def vendors(make: Any, world: Any, member: Any) -> dict[str, str]:
    """Every vendor is asked with a secret that it does not know, and a card is charged with the true one."""
    invoice = make.invoice(make.organisation(member.location))
    token = opened(kept_card(make, world, invoice.organisation).sealed_token, CARD).decode()
    begin_charge(invoice.id, by=SYSTEM)
    world.run_jobs()
    secret = {item.name: MADE_UP for item, _ in declared() if item.metadata["secret"] and item.name not in NEEDS_CERTIFICATES}
    equip(replace(world.settings, **secret, vendor_patience=1))
    second = make.invoice(make.organisation(member.location))
    kept_card(make, world, second.organisation)
    world.connect(member.location)
    begin_charge(second.id, by=SYSTEM)
    invite(member.id, by=make.actor())
    with suppress(NeverEnds):
        world.run_jobs(rounds=2)
    equip(world.settings)
    return {"card": token, "of a vendor": MADE_UP}


def test_no_secret_is_where_it_does_not_belong(web_app: Any, make: Any, world: Any, session: Any, talking: io.StringIO) -> None:
    place = make.location()
    member = make.user(
        MEMBER,
        password=generate_password_hash(PASSWORD, method="scrypt:256:8:1"),
        location_id=place.id,
        organisation_id=make.organisation(place).id,
    )
    room, admin = make.room(make.space(place)), make.user()
    secrets = vendors(make, world, member) | keys_and_links(web_app, make, admin, place, room) | in_and_out(web_app, member)
    assert talking.getvalue().count("\n") > 10 and "sign-in refused" in talking.getvalue()
    assert [name for name, value in secrets.items() if value in talking.getvalue()] == [], "in the log"
    assert rows_with(session, secrets) == [], "in the database"
    mails = str([world.vendors.get(f"/mail/{mail['id']}/json") for mail in world.vendors.mails()])
    assert [name for name, value in secrets.items() if value in mails] == [], "in a mail"
    browser, head, _token = signed_in(web_app, make.user())
    pages = "".join(
        browser.get(address).get_data(as_text=True)
        for address in (
            "/webhooks/list/",
            "/kept-cards/list/",
            "/card-charges/list/",
            "/jobs/list/",
            "/audit/list/",
            "/kiosks/list/",
            "/health/",
            "/profile/keys",
        )
    )
    told = "".join(
        browser.get(f"/api/v1/{name}/", headers=head).get_data(as_text=True)
        for name in ("user", "payment_method", "payment_attempt", "outbox_message", "audit_event")
    )
    assert [name for name, value in secrets.items() if value in pages + told] == [], "on a page, or by the API"


def test_what_is_planted_in_a_log_is_found(talking: io.StringIO) -> None:
    structlog.get_logger().warning("planted", why=f"the password was {PASSWORD}")
    assert PASSWORD in talking.getvalue()


def test_no_address_with_a_secret_is_logged_with_it(web_app: Any) -> None:
    """A new address that opens by itself fails here until app/access/opening_links.py knows it."""
    secret = "q7Rk2ZpXw9LmTn4VbYc8HdJf3GsAe6UuKi5O-_x"
    with web_app.test_request_context():
        rules = [rule for rule in web_app.url_map.iter_rules() if rule.arguments & LINKS]
        addresses = [web_app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, secret)) for rule in rules]
    addresses += [f"/check?url={quote(quote(each, safe=''), safe='')}&by=1" for each in addresses] + [
        f"/check?url={quote(each, safe='')}" for each in addresses
    ]
    assert len(addresses) > 30
    assert [
        each
        for each in addresses
        if secret in _without_links(None, "error", {"path": each, "exception": f"GET http://x{each} failed"})["path"]
    ] == []
    assert [
        each
        for each in addresses
        if secret in _without_links(None, "error", {"path": each, "exception": f"GET http://x{each} failed"})["exception"]
    ] == []
