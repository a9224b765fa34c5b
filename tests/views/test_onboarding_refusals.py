"""Whatever is wrong with a newcomer is said at its field, the same to a person at the desk, to a program and inside the house; and nothing is left half written."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, MEMBER
from app.actions.onboarding.onboard import onboard
from app.core.errors import Refused
from app.core.month import Month
from app.models import Access, FoyerUser, License, Onboarding, Organisation
from app.queries.license_lines import license_lines
from tests.actions.organisations.test_follow import billed
from tests.make import PASSWORD
from tests.views.test_forms import Form, said_at

LONG = "N" * 10_000
PERSON = {"first_name": "Thandi", "last_name": "Mokoena", "email": "thandi@acme.example", "phone": ""}

# What is changed in a good onboarding, the field that is named, and words of the refusal.
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no first name": ({"first_name": ""}, "first_name", ""),
    "no last name": ({"last_name": " "}, "last_name", ""),
    "a name of ten thousand letters": ({"first_name": LONG}, "first_name", "64"),
    "an organisation of ten thousand letters": ({"organisation_name": LONG}, "organisation_name", "200"),
    "a name that turns the page around": ({"last_name": "Mo\u202ekoena"}, "last_name", "cannot be printed"),
    "no address": ({"email": ""}, "email", ""),
    "half an address": ({"email": "thandi@"}, "email", "not an e-mail address"),
    "two addresses": ({"email": "a@b.example; c@d.example"}, "email", "not an e-mail address"),
    "somebody else's address": ({"email": "taken@other.example"}, "email", "Choose that organisation"),
    "the same in other letters": ({"email": "TAKEN@Other.example"}, "email", "Choose that organisation"),
    "an address of staff": ({"email": "desk@foyer.example"}, "email", "belongs to somebody else"),
    "no organisation": ({"organisation_name": " "}, "organisation", "name a new one"),
    "an organisation that is there": ({"organisation_name": "OTHER  (pty) ltd"}, "organisation_name", "is here already"),
    "invoices to nowhere": ({"invoice_email": "pay@"}, "invoice_email", "not an e-mail address"),
    "no membership": ({"membership": None}, "membership", ""),
    "a membership that is not there": ({"membership": 2**40}, "membership", "of the list"),
    "no space": ({"space": None}, "space", ""),
    "a space of another location": ({"space": "elsewhere"}, "space", "at another location"),
    "a full space": ({"space": "full"}, "space", "give a reason"),
    "no first day": ({"starts_on": None}, "starts_on", ""),
    "a year that nobody means": ({"starts_on": "0026-06-12"}, "starts_on", ""),
    "an end before the beginning": ({"ends_on": "2026-06-11"}, "ends_on", "before the first"),
    "a commitment without end": ({"commitment_months": 121}, "commitment_months", "120"),
}


@pytest.fixture
def place(make):
    make.role(MEMBER)
    location = make.location(code="KLF", name="Kloof")
    other = make.organisation(location, name="Other (Pty) Ltd")
    make.user(MEMBER, email="taken@other.example", organisation_id=other.id)
    make.user(FRONT_DESK, email="desk@foyer.example")
    membership, full = make.membership(location), make.space(location, capacity=1)
    make.license(other, membership, space_id=full.id)
    return {"membership": membership.id, "space": make.space(location).id, "full": full.id, "elsewhere": make.space().id}


def typed(place: dict[str, int], change: dict[str, Any]) -> dict[str, Any]:
    """A good onboarding with this change."""
    said = {**PERSON, "organisation_name": "Acme", "invoice_email": "", "membership": place["membership"], "space": place["space"]}
    said |= {"starts_on": "2026-06-12", "ends_on": None, "commitment_months": None, **change}
    return said | {"space": place.get(said["space"], said["space"])}


def newcomer(said: dict[str, Any]) -> dict[str, Any]:
    """The same for the action and for programs."""
    return {
        "organisation": {"name": said["organisation_name"], "invoice_email": said["invoice_email"]},
        "person": {name: said[name] for name in PERSON},
        "license": {
            "membership_id": said["membership"],
            "space_id": said["space"],
            **{name: said[name] for name in ("starts_on", "ends_on", "commitment_months")},
        },
    }


def counts(session: Any) -> list[int]:
    session.rollback()
    return [
        session.scalar(select(func.count()).select_from(model)) or 0 for model in (Organisation, FoyerUser, License, Onboarding, Access)
    ]


def test_inside_the_house(place, session):
    before, said = counts(session), {}
    for name, (change, field, words) in CASES.items():
        wanted = newcomer(typed(place, change))
        for day in ("starts_on", "ends_on"):
            wanted["license"][day] = dt.date.fromisoformat(wanted["license"][day]) if wanted["license"][day] else None
        try:
            onboard(key=name, by=SYSTEM, **wanted)
        except Refused as refusal:
            if (refusal.field or "").removesuffix("_id") != field or words not in refusal.message:
                said[name] = (refusal.field, refusal.message)
        else:
            said[name] = "nothing was refused"
    assert said == {} and counts(session) == before


def test_at_the_desk(login, place, session):
    form, said = Form(login(FRONT_DESK), "/onboarding/"), {}
    before = counts(session)
    for name, (change, field, words) in CASES.items():
        page = form.send(**typed(place, change))
        told = said_at(page, field)
        if page.status_code != 200 or not told or (words not in told and words not in ("of the list", "64", "200", "120")):
            said[name] = (page.status_code, told)
        elif change.keys() & {"first_name"} and change["first_name"] and change["first_name"][:50] not in page.get_data(as_text=True):
            said[name] = "what was typed is gone"
    assert said == {} and counts(session) == before


def test_from_a_program(client, make, place, session):
    user = make.user()
    token = client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"}).get_json()[
        "access_token"
    ]
    before, said = counts(session), {}
    bodies = {name: (newcomer(typed(place, change)), field) for name, (change, field, _words) in CASES.items()}
    bodies |= {
        "nothing at all": ({}, "membership"),
        "nobody": ({"person": None, "license": None}, "membership"),
        "numbers for names": ({"person": {"email": 5}}, ""),
    }
    for name, (body, field) in bodies.items():
        answer = client.post("/api/v1/onboarding/", json={"key": name, **body}, headers={"Authorization": f"Bearer {token}"})
        told = answer.get_data(as_text=True)
        if answer.status_code not in (400, 422) or field not in told or "Traceback" in told:
            said[name] = (answer.status_code, told[:200])
    assert said == {} and counts(session) == before


NAMES = [
    ("Miles", "O'Brien"),
    ("雷", "李"),
    ("Ñandú", "Åström-Ødegård"),
    ("Zoë", 'Quint "Q" de Wit'),
    ("ليلى", "الحداد"),
    ("Jo", "Smith"),
    ("Jo", "Smith"),
]


def test_names_of_every_script_and_two_of_one_name(place, session, world):
    """Each keeps the name as typed, and has an account of its own in plain letters."""
    addresses = [
        "o'brien@a.example",
        "lei.li@b.example",
        "nandu@c.example",
        "zoe@d.example",
        "layla@e.example",
        "jo.smith@f.example",
        "Jo_Smith@g.example",
    ]
    for number, ((first, last), email) in enumerate(zip(NAMES, addresses, strict=True)):
        said = typed(place, {"first_name": first, "last_name": last, "email": email, "organisation_name": f"{last} {number}"})
        done = onboard(key=str(number), by=SYSTEM, **newcomer(said | {"starts_on": dt.date(2026, 6, 12)}))
        assert str(done.user) == f"{first} {last}"
    world.run_jobs()
    session.expire_all()
    accounts = session.scalars(select(Access.username).where(Access.system == "wifi").order_by(Access.id)).all()
    assert accounts == ["o.brien", "lei.li", "nandu", "zoe", "layla", "jo.smith", "jo.smith-2"]
    assert {row.state.value for row in session.scalars(select(Access))} == {"granted"}, [
        (str(row), row.reason) for row in session.scalars(select(Access))
    ]


def test_a_start_in_a_month_that_was_billed_is_made_up_for(place, session, make):
    """It comes with the next invoice (P11), and the form says so before saving."""
    location = session.get_one(License, session.scalar(select(License.id))).location
    billed(session, location, Month(2026, 6))
    done = onboard(key="late", by=SYSTEM, **newcomer(typed(place, {"starts_on": dt.date(2026, 6, 21)})))
    assert [line.net for line in license_lines(session, done.license, Month(2026, 7))] == [98333, 295000]


def test_a_reason_lets_one_more_into_a_full_space(login, place, session):
    form = Form(login(FRONT_DESK), "/onboarding/")
    assert form.send(**typed(place, {"space": "full"})).status_code == 200
    assert form.send(**typed(place, {"space": "full"}), occupancy_reason="A week of squeezing").status_code == 302
    assert session.scalars(select(License).where(License.occupancy_reason != "")).one().occupancy_reason == "A week of squeezing"


def test_two_at_the_desk_bring_in_the_same_person(app, place, session):
    """One gets in; the other hears who it was."""
    start, told = threading.Barrier(2), []

    def bring_in(name: str) -> None:
        with app.app_context():
            start.wait()
            try:
                onboard(key=name, by=SYSTEM, **newcomer(typed(place, {"organisation_name": name, "starts_on": dt.date(2026, 6, 12)})))
                told.append("in")
            except Refused as refusal:
                told.append(refusal.message)

    desks = [threading.Thread(target=bring_in, args=(name,)) for name in ("Acme", "Acme (Pty) Ltd")]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert sorted(each.partition(" of ")[0] for each in told) == ["Thandi Mokoena", "in"], told
    assert session.scalar(text("SELECT count(*) FROM ab_user WHERE email = 'thandi@acme.example'")) == 1
