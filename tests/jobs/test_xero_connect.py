"""A company is connected by who may, from here; Xero's webhooks are believed when they are signed; a lost connection is told by mail."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from app.access.roles import FINANCE
from app.core.entity import db
from app.integrations.registry import equip
from app.models import OutboxMessage, XeroConnection, XeroConsent
from app.models.xero_connection import XeroState
from app.models.xero_consent import ConsentState
from app.sandbox.xero.webhooks import packed, signature
from jobs.xero_token import renew, unsealed
from tests.vendors import NL, ZA

KEY = "a signing key, used as it is written"


@pytest.fixture
def at_xero(world, web_app):
    """The application's settings point at this test's vendors."""
    settings = world.settings.moved(xero_webhook_key=KEY)
    equip(settings)
    before = web_app.extensions["settings"]
    web_app.extensions["settings"] = settings
    yield world.vendors
    web_app.extensions["settings"] = before


def come_back(address, tenant=ZA):
    """Press the button of a company on Xero's page; the path to which it sends the person back."""
    parts = urlsplit(address)
    server = http.client.HTTPConnection(str(parts.hostname), parts.port)
    server.request("GET", f"{parts.path}/allow?{parts.query}&tenant={tenant}")
    back = urlsplit(server.getresponse().headers["Location"])
    server.close()
    return f"{back.path}?{back.query}"


def test_a_person_connects_a_company_and_connects_it_again(at_xero, login, world, session):
    finance = login("Finance")
    for _again in range(2):
        back = come_back(finance.get("/xero/connect").headers["Location"])
        waiting = finance.get(back).headers["Location"]
        assert "Xero is being asked" in finance.get(waiting).get_data(as_text=True)
        world.run_jobs()
        assert "Foyer Demo ZA is connected" in finance.get(waiting).get_data(as_text=True)
    session.expire_all()
    (row,) = session.scalars(select(XeroConnection))
    assert (row.tenant_id, row.state) == (ZA, XeroState.CONNECTED)
    assert unsealed(row.sealed_token).refresh_token
    assert {each.sealed_code for each in session.scalars(select(XeroConsent))} == {None}


def test_of_several_companies_the_one_that_was_chosen_just_now_is_connected(at_xero, login, world, session):
    """Xero tells of all that the person ever let Foyer into, in an order of its own."""
    finance = login("Finance")
    for tenant, known in ((ZA, 1), (NL, 2), (ZA, 2)):
        waiting = finance.get(come_back(finance.get("/xero/connect").headers["Location"], tenant)).headers["Location"]
        world.run_jobs()
        assert f"Foyer Demo {'ZA' if tenant == ZA else 'NL'} is connected" in finance.get(waiting).get_data(as_text=True)
        session.expire_all()
        assert session.scalar(select(func.count(XeroConnection.id))) == known


def test_a_code_that_was_not_asked_for_here_connects_nothing(at_xero, login, world, session):
    finance = login("Finance")
    strangers = come_back(finance.get("/xero/connect").headers["Location"])
    finance.get("/xero/connect")
    assert "a connection that you began here" in finance.get(strangers, follow_redirects=True).get_data(as_text=True)
    assert session.scalar(select(func.count(XeroConsent.id))) == 0


def test_a_code_that_xero_does_not_know_is_said_in_words(at_xero, login, world, session):
    finance = login("Finance")
    back = come_back(finance.get("/xero/connect").headers["Location"])
    waiting = finance.get(back.replace("code=", "code=x")).headers["Location"]
    world.run_jobs()
    told = finance.get(waiting).get_data(as_text=True)
    assert "Connect the company again" in told and "Connect again" in told
    session.expire_all()
    assert session.scalars(select(XeroConsent)).one().state is ConsentState.FAILED


@pytest.fixture
def location(make, world):
    location = make.location()
    world.connect(location)
    return location


EVENT = {"resourceId": "db85", "tenantId": ZA, "eventCategory": "INVOICE", "eventType": "UPDATE", "eventDateUtc": "2026-06-05T10:00:00.000"}


def hooked(client, body, sign):
    return client.post("/hooks/xero", data=body, headers={"x-xero-signature": sign, "Content-Type": "application/json"})


def read_wanted(session):
    return session.scalar(select(func.count(OutboxMessage.id)).where(OutboxMessage.event == "BooksToRead"))


def test_only_what_xero_signed_is_believed_and_each_event_once(at_xero, location, client, session):
    body = packed(
        [EVENT, EVENT | {"eventCategory": "CONTACT", "resourceId": "c"}, EVENT | {"tenantId": "somebody else", "resourceId": "s"}]
    )
    for wrong in ("", "nonsense", signature("another key", body), signature(KEY, body + b" "), signature(KEY, body)[:-2], "\u00e9"):
        assert hooked(client, body, wrong).status_code == 401
    assert read_wanted(session) == 0
    for _again in range(3):
        answer = hooked(client, body, signature(KEY, body))
        assert (answer.status_code, answer.data, answer.headers.getlist("Set-Cookie")) == (200, b"", [])
    assert read_wanted(session) == 1


def test_the_intent_to_receive_and_what_nobody_can_read(at_xero, location, client, session):
    for body in (
        packed([]),
        b"",
        b"[]",
        b'{"events": 3}',
        b'{"events": [1, null]}',
        b"\xff",
        json.dumps({"events": [{"eventCategory": "INVOICE"}]}).encode(),
    ):
        assert hooked(client, body, signature(KEY, body)).status_code == 200
    assert read_wanted(session) == 0


def test_without_a_key_every_webhook_is_refused(at_xero, location, client, web_app, world):
    web_app.extensions["settings"] = world.settings
    body = packed([EVENT])
    assert hooked(client, body, signature("", body)).status_code == 401


def test_what_a_webhook_tells_of_is_read_and_many_are_one_reading(at_xero, location, client, world):
    for number in range(5):
        body = packed([EVENT | {"resourceId": f"r{number}"}])
        hooked(client, body, signature(KEY, body))
    world.run_jobs()
    assert len(world.vendors.calls("GET */Invoices")) == 1


def test_a_connection_that_xero_ended_is_told_once_to_those_who_can_connect_it(make, location, world, session):
    make.user("Front desk")
    finance = make.user(FINANCE)
    make.user(FINANCE, locations=[location])
    world.vendors.post("/_control/xero/expire", {"kind": "refresh"})
    for _twice in range(2):
        with pytest.raises(Exception, match="Connect the company again"):
            renew(location.xero_connection_id, force=True)
    db.session.rollback()
    letters = world.letters()
    assert [mail["to"] for mail in letters] == [finance.email]
    assert "Foyer Demo ZA" in letters[0]["text"] and "/xero/" in letters[0]["text"]
