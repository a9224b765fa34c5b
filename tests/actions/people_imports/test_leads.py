"""A spreadsheet of leads: each row is tested, comes in as if somebody had typed it, and never twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM, Actor
from app.access.roles import FINANCE, MEMBER, SALES
from app.actions.leads.create import create_lead
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.carry_on import carry_on
from app.actions.people_imports.leftovers import left_header, left_rows
from app.core import clock
from app.core.errors import Forbidden
from app.models import Activity, Contact, Lead, Location, OutboxMessage, PeopleImport
from app.models.activity import ActivityKind
from app.models.lead import LeadOrigin
from app.models.people_import import ImportKind, ImportState
from app.rules.lead_heat import Heat
from tests.actions.people_imports.test_people_imports import brought_in, count, csv_of, reasons, rows, states
from tests.make import Make

HEADER = [
    "name",
    "email",
    "phone",
    "company",
    "location",
    "places",
    "wanted_on",
    "heat",
    "source",
    "referrer",
    "owner",
    "asked_on",
    "message",
]
ANN = {"name": "Ann Other", "email": "ann@other.example", "company": "Other", "message": "A desk?"}


@pytest.fixture
def place(make: Make) -> Location:
    return make.location(code="KLF", name="Kloof")


def tried_out(*leads: dict[str, str], by: Actor = SYSTEM) -> PeopleImport:
    found = begin_people_import("leads.csv", csv_of(*leads, header=HEADER), kind=ImportKind.LEADS, by=by)
    while carry_on(found.id, seconds=60):
        pass
    return found


def events(make: Make) -> set[str]:
    return set(make.session.scalars(select(OutboxMessage.job)))


def test_a_row_becomes_a_lead_with_everything_it_says_and_nobody_gets_a_mail(make: Make, place: Location) -> None:
    seller = make.user(SALES, locations=[place])
    friend = make.user(MEMBER, organisation_id=make.organisation(place).id, location_id=place.id)
    wishes = {
        "location": "kloof",
        "places": "4",
        "wanted_on": "2030-01-01",
        "heat": "Hot",
        "source": "A fair",
        "referrer": friend.email,
        "owner": seller.email.upper(),
        "asked_on": "2026-06-01",
    }
    found = tried_out(ANN | wishes | {"phone": "082 555 0101"}, {"name": "Ben", "phone": "+27 82 555 0102", "referrer": "My sister"})
    assert states(make, found) == ["good", "good"] and count(make, Lead) == count(make, Contact) == 0, "the test makes nothing"
    assert rows(make, found)[0].plan["owner"] == str(seller)

    brought_in(found)
    first, second = make.session.scalars(select(Lead).order_by(Lead.id))
    assert (first.location, first.places, first.wanted_on, first.heat, first.source, first.referrer_id, first.owner_id) == (
        place,
        4,
        dt.date(2030, 1, 1),
        Heat.HOT,
        "A fair",
        friend.id,
        seller.id,
    )
    assert first.asked_at == first.heard_at == dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC) and first.origin is LeadOrigin.IMPORT
    assert (second.owner_id, second.referred_by, second.heat, second.location_id) == (seller.id, "My sister", Heat.COLD, place.id), (
        "the turn, and the one location"
    )
    assert [row.lead_id for row in rows(make, found)] == [first.id, second.id]
    assert "jobs.leads.tell_assigned" not in events(make)
    assert states(make, tried_out(ANN | wishes | {"phone": "082 555 0101"})) == ["there"]


def test_who_has_an_open_lead_goes_on_with_it_also_within_the_file(make: Make, place: Location) -> None:
    known = create_lead(location_id=place.id, by=SYSTEM, **ANN)
    found = tried_out(
        ANN | {"email": "ANN@other.example", "message": "Any news?", "places": "3"},
        {"name": "Ben", "email": "ben@other.example"},
        {"name": "Ben", "email": "ben@other.example", "message": "Again"},
    )
    assert [row.plan["joins"] for row in rows(make, found)] == [known.code, "", "line 3 of this file"]
    brought_in(found)
    make.session.refresh(known)
    assert count(make, Lead) == 2 and (known.places, known.heat, known.message) == (3, Heat.MILD, "A desk?")
    said = make.session.scalars(select(Activity).where(Activity.kind == ActivityKind.ENQUIRY).order_by(Activity.id)).all()
    assert [(each.lead_id == known.id, each.text) for each in said] == [(True, "Any news?"), (False, "Again")]
    assert states(make, brought_in_again := tried_out(ANN | {"message": "Any news?", "places": "3"})) == ["there"], brought_in_again


def test_an_open_lead_that_nobody_may_see_is_left_alone(make: Make, place: Location) -> None:
    there = make.location(code="RSB")
    known = create_lead(location_id=there.id, by=SYSTEM, **ANN)
    seller = make.actor(SALES, at=[place])
    brought_in(tried_out(ANN, by=seller), by=seller)
    assert count(make, Lead) == 2
    make.session.refresh(known)
    assert known.heat is Heat.COLD


def test_colleagues_on_one_phone_come_in_as_two_with_a_word_about_it(make: Make, place: Location) -> None:
    found = tried_out(
        ANN | {"phone": "021 555 0100"},
        {"name": "Sipho Dube", "email": "sipho@other.example", "phone": "+27 21 555 0100", "company": "Other"},
    )
    assert rows(make, found)[1].plan["warnings"] == [
        "On the same phone as Ann Other (line 2 of this file), who may be a colleague: two leads."
    ]
    assert count(make, Lead) == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "name: Is needed."),
        ({"email": "ann"}, "email: ann is not an e-mail address"),
        ({"email": ""}, "email: Give a mail address or a phone number"),
        ({"location": "Klof"}, "location: There is no location Klof in Foyer. Did you mean Kloof?"),
        ({"places": "0"}, "places: "),
        ({"heat": "warm"}, "heat: Must be one of cold, mild, hot."),
        ({"wanted_on": "01/02/2030"}, "wanted_on: Is not a date like 2026-06-30."),
        ({"asked_on": "2199-01-01"}, "asked_on: This day is still to come."),
        ({"owner": "nobody@foyer.example"}, "owner: Nobody of that address or name works with leads at Kloof."),
        ({"referrer": "nobody@foyer.example"}, "referrer: There is nobody with the address nobody@foyer.example in Foyer."),
    ],
)
def test_each_bad_cell_is_named_and_stops_no_other_row(make: Make, place: Location, wrong: dict[str, str], said: str) -> None:
    found = tried_out(ANN | wrong, {"name": "Ben", "email": "ben@other.example"})
    assert states(make, found) == ["bad", "good"] and reasons(make, found)[2].startswith(said)
    brought_in(found)
    assert make.session.scalars(select(Lead.name)).all() == ["Ben"]
    assert left_header(found)[-1] == "reason" and [line[-1].startswith(said) for line in left_rows(make.session, found)] == [True]


def test_only_who_writes_leads_brings_them_in_and_only_at_home(make: Make, place: Location) -> None:
    with pytest.raises(Forbidden):
        tried_out(ANN, by=make.actor(FINANCE))
    elsewhere = make.location(name="Rosebank")
    found = tried_out(ANN | {"location": "Rosebank"}, by=make.actor(SALES, at=[place]))
    assert reasons(make, found)[2].startswith("location: There is no location Rosebank") and elsewhere.name == "Rosebank"


def test_a_hundred_rows_are_tested_in_a_few_transactions(make: Make, place: Location) -> None:
    people: list[dict[str, Any]] = [{"name": f"Nr {n}", "email": f"n{n % 60}@a.example", "message": f"{n}"} for n in range(100)]
    found = tried_out(*people)
    assert (found.state, make.session.scalar(select(func.count()).select_from(Lead))) == (ImportState.TESTED, 0)
    assert [bool(row.plan["joins"]) for row in rows(make, found)] == [False] * 60 + [True] * 40
    assert clock.now() - found.created_at < dt.timedelta(seconds=60)
