"""`run.py quote`: the price of a booking, what would pay it and what speaks against it; and how it ends."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.bookings.create import create_booking
from app.actions.packages.import_package import import_package
from app.actions.wallets.open import wallet_of
from app.actions.wallets.top_up import top_up_wallet
from app.cli import quote
from app.core.clock import lived_at
from app.core.errors import Conflict, Missing, Refused
from app.core.money import plain
from app.models import AuditEvent, Booking
from app.queries.bookings.quote_shown import quote_shown
from app.rules.units import Unit
from app.work import transaction
from tests.actions.packages.packing import folder, good
from tests.make import MEMBER

VECTORS = [
    each for each in json.loads((Path(__file__).parents[1] / "data" / "vectors.json").read_text())["cases"] if each["kind"] == "booking"
]
COUNTRIES = {"Africa/Johannesburg": "ZA", "Europe/Amsterdam": "NL"}
JUNE = dt.datetime(2026, 6, 12, 7, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_june():
    with lived_at(JUNE):
        yield


@pytest.fixture
def place(make):
    return make.location(zone="Africa/Johannesburg", opening_hours="")


@pytest.fixture
def room(make, place):
    return make.room(make.space(place), code="BOARD", name="Boardroom")


@pytest.fixture
def thandi(make, place):
    """A member of an organisation that is invoiced, with a desk and a tenth off rooms."""
    organisation = make.organisation(place, code="ACME")
    user = make.user(MEMBER, first_name="Thandi", last_name="Maseko", email="Thandi@acme.example", organisation_id=organisation.id)
    make.license(organisation, make.membership(place, name="Desk", room_discount_percent=Decimal(10)), user_id=user.id)
    return user


def asked(settings, capsys, *argv: str, room: str = "BOARD") -> dict[str, Any]:
    assert quote.main(["--room", room, *argv, "--json"], settings) == 0
    return json.loads(spaced(capsys.readouterr().out))


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("R ", "R")


def times(start: str, end: str) -> list[str]:
    return ["--start", start, "--end", end]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["id"])
def test_every_worked_example(case, make, session):
    given, expect = case["input"], case["expect"]
    location = make.location(
        zone=given["tz"],
        country=COUNTRIES[given["tz"]],
        half_day_percent=Decimal(given["half_pct"]),
        full_day_percent=Decimal(given["full_pct"]),
        price_cap=given["cap"],
    )
    make.room(make.space(location), code="R", peak_rate_cents=given["peak"], off_peak_rate_cents=given["off"])
    member = None
    if "member_pct" in given:
        organisation = make.organisation(location)
        member = make.user(MEMBER, organisation_id=organisation.id)
        make.license(organisation, make.membership(location, room_discount_percent=Decimal(given["member_pct"])), user_id=member.id)
    start, end = (dt.datetime.fromisoformat(given[name]) for name in ("start", "end"))
    found = quote_shown(session, "R", start, end, email=member.email if member else None)
    assert found["cost"] == plain(expect["cost"])
    for name, key in (("peak", "peak_minutes"), ("off", "off_peak_minutes")):
        assert found[key] == expect.get(name, found[key])
    assert Decimal(found["tier_percent"]) == expect.get("tier", Decimal(found["tier_percent"]))
    assert (found["cap"] is None) == (expect.get("uncapped", expect["cost"]) == expect["cost"] or member is not None)
    assert Decimal(found["member_percent"]) == Decimal(given.get("member_pct", 0))


def test_what_is_printed_is_exactly_what_is_promised(room, thandi, settings, capsys, session):
    with transaction(by=SYSTEM) as work:
        wallet = wallet_of(work, Unit.SPACE, "ZAR", user_id=thandi.id).id
    top_up_wallet(wallet, 30000, by=SYSTEM, key="order-1", reason="Bought")
    audited = session.scalar(select(func.count()).select_from(AuditEvent))
    found = asked(settings, capsys, *times("2026-06-15T08:00", "2026-06-15T11:45"), "--user", "THANDI@acme.example")
    assert found.pop("trace") == [
        "240 minutes at peak, R200.00 an hour.",
        "Half a day, 4 hours or more: 10 % less.",
        "4 hours cost less than what you booked, so you pay those: without it R750.00.",
        "Desk: 10 % less.",
        "To pay: R648.00, VAT included.",
        "R348.00 of it goes to the next invoice.",
    ]
    assert found == {
        "peak_minutes": 225,
        "off_peak_minutes": 0,
        "tier_percent": "0",
        "cap": "4h",
        "member_percent": "10",
        "cost": "648.00",
        "pay_from": [{"wallet": "Thandi@acme.example", "unit": "space", "amount": "300.00"}],
        "warnings": [],
    }
    session.rollback()
    assert (session.scalar(select(func.count()).select_from(Booking)), session.scalar(select(func.count()).select_from(AuditEvent))) == (
        0,
        audited,
    )


def test_nobody_is_shown_or_charged_what_others_have(room, thandi, make, settings, capsys, session):
    """Whoever has no organisation has no credits but their own; without a person nobody pays."""
    with transaction(by=SYSTEM) as work:
        wallet = wallet_of(work, Unit.SPACE, "ZAR", user_id=thandi.id).id
    top_up_wallet(wallet, 30000, by=SYSTEM, key="order-1", reason="Bought")
    alone = make.user(MEMBER, email="alone@example.com")
    nine = times("2026-06-15T09:00", "2026-06-15T10:00")
    assert asked(settings, capsys, *nine)["pay_from"] == []
    found = asked(settings, capsys, *nine, "--user", alone.email)
    assert (found["pay_from"], [warning["kind"] for warning in found["warnings"]]) == ([], ["no_license", "short"])
    wish = {"room_id": room.id, "starts_at": JUNE + dt.timedelta(days=3), "ends_at": JUNE + dt.timedelta(days=3, hours=1)}
    with pytest.raises(Conflict, match="short by"):
        create_booking(by=SYSTEM, user_id=alone.id, override_reason="A guest", **wish)


def test_credits_that_a_package_brought_go_by_their_code(session, tmp_path):
    import_package(folder(good(), tmp_path / "package"), by=SYSTEM)
    start = dt.datetime(2026, 6, 15, 9)
    found = quote_shown(session, "KLF-R", start, start + dt.timedelta(hours=1), email="thandi@acme.example")
    assert found["pay_from"] == [{"wallet": "W1", "unit": "space", "amount": "200.00"}]


def test_any_time_has_a_price_and_what_speaks_against_it_is_a_warning(room, thandi, place, settings, capsys, session):
    create_booking(by=SYSTEM, room_id=room.id, starts_at=JUNE + dt.timedelta(days=1), ends_at=JUNE + dt.timedelta(days=1, hours=1))
    taken = asked(settings, capsys, *times("2026-06-13T09:30", "2026-06-13T10:30"))
    assert (taken["cost"], taken["warnings"]) == ("200.00", [{"kind": "conflict", "message": "The room is taken."}])
    kinds = [
        warning["kind"]
        for warning in asked(settings, capsys, *times("2019-01-07T08:10", "2019-01-07T08:20"), "--user", thandi.email)["warnings"]
    ]
    assert kinds == ["off_grid", "far_past", "too_short", "no_license"]
    far = asked(settings, capsys, *times("2026-12-01T09:00", "2036-12-01T09:00"), "--user", thandi.email)
    assert Decimal(far["cost"]) > 0
    assert [warning["kind"] for warning in far["warnings"]][:2] == ["beyond_horizon", "too_long"]


def test_credits_that_are_short_are_said_where_no_invoice_bears_them(room, thandi, settings, capsys, session):
    thandi.organisation.rooms_on_invoice = False
    session.commit()
    found = asked(settings, capsys, *times("2026-06-15T09:00", "2026-06-15T10:00"), "--user", thandi.email)
    assert (found["pay_from"], found["warnings"]) == (
        [],
        [{"kind": "short", "message": "The credits are short by R180.00, and no invoice may bear it."}],
    )


def test_a_time_with_an_offset_is_that_instant(room, settings, capsys):
    here = asked(settings, capsys, *times("2026-06-15T16:00", "2026-06-15T18:00"))
    assert asked(settings, capsys, *times("2026-06-15T14:00Z", "2026-06-16T01:00+09:00")) == here
    assert (here["peak_minutes"], here["off_peak_minutes"]) == (60, 60)


def test_a_time_that_the_clock_skips_is_refused_and_one_that_comes_twice_is_the_first(make, settings, capsys):
    amsterdam = make.location(zone="Europe/Amsterdam", country="NL", currency="EUR")
    make.room(make.space(amsterdam), code="AMS")
    with pytest.raises(Refused, match=r"The clock of Europe/Amsterdam skips 02:30 on 2026-03-29"):
        quote.main(["--room", "AMS", *times("2026-03-29T02:30", "2026-03-29T04:00")], settings)
    found = asked(settings, capsys, *times("2026-10-25T02:30", "2026-10-25T04:00"), room="AMS")
    assert found["off_peak_minutes"] == 150
    twice = [warning for warning in found["warnings"] if warning["kind"] == "twice"]
    assert len(twice) == 1
    assert twice[0]["message"].startswith("The clock shows 02:30 twice that day")
    second = asked(settings, capsys, *times("2026-10-25T02:30+01:00", "2026-10-25T04:00"), room="AMS")
    assert (second["off_peak_minutes"], [each["kind"] for each in second["warnings"]]) == (90, ["too_far_ahead"])


def test_who_is_not_there_is_named_with_the_nearest(room, thandi, settings):
    with pytest.raises(Missing, match=r"There is no room BOARDS\. Did you mean BOARD\?"):
        quote.main(["--room", "BOARDS", *times("2026-06-15T09:00", "2026-06-15T10:00")], settings)
    with pytest.raises(Missing, match=r"There is nobody with the address tandi@acme\.example\. Did you mean Thandi@acme\.example\?"):
        quote.main(["--room", "BOARD", *times("2026-06-15T09:00", "2026-06-15T10:00"), "--user", "tandi@acme.example"], settings)
    with pytest.raises(Refused, match="ends before it starts"):
        quote.main(["--room", "BOARD", *times("2026-06-15T09:00", "2026-06-15T09:00")], settings)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--room", "BOARD"],
        ["--room", "BOARD", *times("tomorrow", "2026-06-15T10:00")],
        ["--room", "BOARD", *times("2026-06-15", "2026-06-15T10:00")],
        ["--room", "BOARD", *times("2026-06-15T09:00:30", "2026-06-15T10:00")],
        ["--room", "BOARD", *times("9999-06-15T09:00", "9999-06-15T10:00")],
        ["--room", "BOARD", *times("2026-06-15T09:00", "2026-06-15T10:00"), "--quickly"],
    ],
)
def test_wrong_use_ends_with_2(settings, argv):
    with pytest.raises(SystemExit) as ended:
        quote.main(argv, settings)
    assert ended.value.code == 2


def test_without_json_people_read_it(room, settings, capsys):
    assert quote.main(["--room", "BOARD", *times("2026-06-15T09:00", "2026-06-15T10:30")], settings) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "To pay: R300.00, VAT included." in spaced(told.err)
