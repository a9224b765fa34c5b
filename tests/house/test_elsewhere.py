"""Whoever belongs elsewhere learns nothing by an address: every page and record that is there is asked for by its id (T1)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from app.access.actor import SYSTEM
from app.access.roles import LOCATION_MANAGER
from app.actions.invoice_runs.create import create_run
from app.models import Activity, MailReference
from app.models.user import TeamRole
from tests.make import JUNE, PASSWORD
from tests.views.every import fill_every_screen

MISSING = 2**30
OF_SIGNING_IN = {"ab_user", "api_call"}
CANARIES = ("Acme", "Kloof", "pay@acme.example")
BY_ARGUMENT = {
    "organisation_id": "OrganisationView",
    "user_id": "MemberView",
    "invoice_id": "InvoiceView",
    "paper_id": "InvoiceView",
    "wallet_id": "WalletView",
    "product_id": "ProductView",
    "room_id": "RoomView",
    "space_id": "SpaceView",
    "license_id": "LicenseView",
    "location_id": "LocationView",
    "booking_id": "BookingView",
    "plan_id": "FloorPlanView",
    "purchase_id": "PurchaseView",
    "attempt_id": "PaymentAttemptView",
    "method_id": "PaymentMethodView",
    "payment_id": "PaymentView",
    "opportunity_id": "OpportunityView",
    "task_id": "TaskView",
    "track_id": "TrackView",
    "track_task_id": "TrackTaskView",
    "lead_id": "LeadView",
    "activity_id": "Activity",
    "peer_id": "PeerView",
    "mail_id": "MailReference",
    "run_id": "InvoiceRun",
}


def addresses(app: Any, rows: dict[str, Any]) -> list[tuple[str, str]]:
    """(rule, address) of everything that is read by the id of a row that is there."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            name = rule.endpoint.partition(".")[0]
            own = rows.get(name.removesuffix("Api") + "View", rows.get(name))
            ids = {each: own if each == "pk" else rows.get(BY_ARGUMENT.get(each, "")) for each in rule.arguments}
            if "GET" in rule.methods and ids and None not in ids.values():
                found.append((str(rule), app.url_for(rule.endpoint, **{each: row.id for each, row in ids.items()})))
    return sorted(found)


def signed_in(app: Any, user: Any) -> tuple[Any, dict[str, str], str]:
    """A browser, the header of a program, and the token of a form."""
    browser = app.test_client()
    said = {"username": user.username, "password": PASSWORD}
    assert browser.post("/login/", data={**said, "csrf_token": form_token(browser, "/login/")}).status_code == 302
    bearer = browser.post("/api/v1/security/login", json={**said, "provider": "db"}).get_json()["access_token"]
    return browser, {"Authorization": f"Bearer {bearer}"}, form_token(browser, "/profile/edit")


def form_token(browser: Any, page: str) -> str:
    token: str = browser.get(page).get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return token


def told_to(app: Any, user: Any, asked: list[tuple[str, str]]) -> list[str]:
    """The rules whose answer names what is at Kloof, or is a document or a picture."""
    browser, head, _token = signed_in(app, user)
    told = []
    for rule, address in asked:
        answer = browser.get(address, headers=head if address.startswith("/api/") else {})
        assert answer.status_code < 500, address
        is_document = answer.mimetype == "application/pdf" or answer.mimetype.startswith("image/")
        if answer.status_code == 200 and (is_document or any(each.encode() in answer.get_data() for each in CANARIES)):
            told.append(rule)
    return told


class Sent(NamedTuple):
    """A call that would write to a row that is there: its line for people, the address, and the same of a row that is not."""

    name: str
    method: str
    address: str
    missing: str
    is_local: bool  # the row is of a place, or of something that is


def writing_calls(app: Any, rows: dict[str, Any]) -> list[Sent]:
    """Every form, action and verb that names a row by its id."""
    views = {type(view).__name__: view for view in app.appbuilder.baseviews}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            name, _dot, _endpoint = rule.endpoint.partition(".")
            own, view = rows.get(name.removesuffix("Api") + "View", rows.get(name)), views.get(name)
            free = {each: rows.get(BY_ARGUMENT.get(each, "")) for each in rule.arguments - {"pk", "name", "verb"}} | ({"pk": own} if "pk" in rule.arguments else {})
            if not free or None in free.values():
                continue
            words = {"name": sorted(getattr(view, "actions", None) or ()), "verb": sorted(getattr(view, "verbs", None) or ())}
            asked = next((each for each in ("name", "verb") if each in rule.arguments), "")
            for word in words[asked] if asked else [""]:
                more = {asked: word} if asked else {}
                there, missing = ({each: number(row) for each, row in free.items()} for number in (lambda row: row.id, lambda row: MISSING))
                for method in sorted(rule.methods & {"POST", "PUT", "DELETE"}):
                    told = (app.url_for(rule.endpoint, **given, **more) for given in (there, missing))
                    found.append(Sent(f"{method} {rule} {word}".rstrip(), method, *told, any(getattr(row, "location_id", None) for row in free.values())))
    return sorted(found)


def reached_by(app: Any, user: Any, calls: list[Sent]) -> list[str]:
    """The calls that are answered otherwise than for a row that is not there. What is of the whole network may be refused as such."""
    browser, head, token = signed_in(app, user)
    found = []
    for sent in calls:
        told = {"headers": head, "json": {}} if sent.address.startswith("/api/") else {"data": {"csrf_token": token}}
        there = browser.open(sent.address, method=sent.method, **told).status_code
        assert there < 500, sent.name
        if there == 404 or (there == 403 and not sent.is_local):
            continue
        missing = browser.open(sent.missing, method=sent.method, **told).status_code
        if there != missing:
            found.append(f"{sent.name}: {there}, and {missing} for none")
    return found


def contents(session: Any) -> dict[str, Any]:
    """Of every table, how many rows and a sum over what is in them."""
    session.rollback()
    names = [name for name, in session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")) if name not in OF_SIGNING_IN]
    query = " UNION ALL ".join(f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(one::text, 0)), 0) FROM {name} one" for name in names)
    return {name: (rows, content) for name, rows, content in session.execute(text(query))}


@pytest.fixture
def rows(make: Any) -> dict[str, Any]:
    """Of every screen, and what is asked for by an id though it has no screen of its own."""
    found = fill_every_screen(make)
    lead, when = found["LeadView"], dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
    planned = {"kind": "visit", "status": "planned", "at": when, "minutes": 30, "subject": "Acme looks around Kloof", "uid": uuid.uuid4(), "done_by": "Pat"}
    activity = Activity(location_id=lead.location_id, contact_id=lead.contact_id, lead_id=lead.id, **planned)
    mail = MailReference(contact_id=lead.contact_id, message_id="<1@acme.example>", archive_id="1", at=when, subject="Acme at Kloof")
    make.session.add_all([activity, mail])
    make.session.commit()
    run = create_run(lead.location_id, JUNE, by=SYSTEM)
    return {**found, "Activity": activity, "MailReference": mail, "InvoiceRun": run}


def test_a_manager_of_another_location(web_app: Any, make: Any, rows: dict[str, Any]) -> None:
    there, elsewhere = rows["LocationView"], make.location(name="Elsewhere")
    asked = addresses(web_app, rows)
    stranger, manager = (make.user(LOCATION_MANAGER, locations=[place]) for place in (elsewhere, there))
    make.session.rollback()
    assert told_to(web_app, stranger, asked) == []
    calls, before = writing_calls(web_app, rows), contents(make.session)
    assert reached_by(web_app, stranger, calls) == []
    assert contents(make.session) == before
    assert len(calls) > 200
    assert len(told_to(web_app, manager, asked)) > 80, "the addresses are those of what is there"


def test_the_owner_of_another_team(web_app: Any, make: Any, rows: dict[str, Any]) -> None:
    asked = addresses(web_app, rows)
    rival = make.organisation(make.location(name="Elsewhere"), name="Rival")
    user = make.user("Member", organisation_id=rival.id, location_id=rival.location_id, team_role=TeamRole.OWNER)
    make.session.rollback()
    assert told_to(web_app, user, asked) == []
    before = contents(make.session)
    assert reached_by(web_app, user, writing_calls(web_app, rows)) == []
    assert contents(make.session) == before
