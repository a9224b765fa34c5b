"""PINs: unique, kept as a mark, five wrong ones lock the place and no other; and passes that are good for a minute (K4)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import select

from app.access import passes, pins
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER
from app.actions.pins.check import forgive, member_by_pin
from app.actions.pins.renew import renew_pin
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, FoyerUser, Pin
from app.work import transaction

NOON = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.location(code="KLF")


@pytest.fixture
def desk(make, place):
    return make.actor(FRONT_DESK, at=[place])


def wrong_for(pin):
    return f"{(int(pin) + 1) % 1000000:06d}"


def test_a_pin_is_shown_once_and_kept_as_a_mark(session, make, place, desk):
    ann = make.actor(MEMBER)
    first = renew_pin(ann.id, by=ann)
    assert member_by_pin(first, place.id, by=desk).id == ann.id
    second = renew_pin(ann.id, by=ann)
    with pytest.raises(Refused, match="Nobody"):
        member_by_pin(first, place.id, by=desk)
    assert member_by_pin(second, place.id, by=desk).id == ann.id
    kept = session.scalars(select(Pin)).one()
    assert second not in kept.mark and len(kept.mark) == 64
    assert not any(second in str(event.changes) for event in session.scalars(select(AuditEvent)))
    with pytest.raises(Missing):
        renew_pin(make.user(MEMBER).id, by=ann)


def test_the_desk_takes_no_pin_of_a_colleague_above_it(session, make, place, desk):
    """Whoever has the PIN checks in as its person."""
    for colleague in (
        make.user(LOCATION_MANAGER, location_id=place.id, locations=[place]),
        make.user(FRONT_DESK, location_id=place.id),
        make.user(FRONT_DESK, location_id=place.id, locations=[place, make.location()]),
    ):
        with pytest.raises(Forbidden):
            renew_pin(colleague.id, by=desk)
    assert session.scalars(select(Pin)).all() == []
    assert renew_pin(make.user(FRONT_DESK, location_id=place.id, locations=[place]).id, by=desk) and renew_pin(
        make.user(MEMBER, location_id=place.id).id, by=desk
    )
    session.get(FoyerUser, desk.id).location_id = place.id
    session.commit()
    assert renew_pin(desk.id, by=desk), "their own they always may"


def test_the_desk_gives_one_and_sees_it_once(login, make, session, place):
    from tests.views.test_forms import Form

    ann = make.user(MEMBER, organisation_id=make.organisation(place).id)
    browser = login(FRONT_DESK)
    token = {"csrf_token": Form(browser, f"/members/show/{ann.id}").values["csrf_token"]}
    page = browser.post(f"/members/action/pin/{ann.id}", data=token).get_data(as_text=True)
    shown = re.search(r"font-monospace[^>]*>(\d{3}) (\d{3})<", page)
    assert shown and session.scalars(select(Pin.mark)).one() == pins.mark_of(shown[1] + shown[2])


def test_the_sixth_is_refused_even_when_it_is_right_and_only_there(make, place, desk, june):
    ann = make.actor(MEMBER)
    pin = renew_pin(ann.id, by=ann)
    for _ in range(5):
        with pytest.raises(Refused, match="Nobody"):
            member_by_pin(wrong_for(pin), place.id, by=desk)
    with pytest.raises(Refused, match="15 minutes") as refusal:
        member_by_pin(pin, place.id, by=desk)
    assert refusal.value.field == "pin"
    other = make.location(code="SEA")
    assert member_by_pin(pin, other.id, by=make.actor(FRONT_DESK, at=[other])).id == ann.id
    june.shift(dt.timedelta(minutes=15))
    assert member_by_pin(pin, place.id, by=desk).id == ann.id


def test_wrong_ones_over_a_day_lock_nobody_out_and_one_of_elsewhere_is_forgiven(make, place, desk, june):
    ann = make.actor(MEMBER)
    pin = renew_pin(ann.id, by=ann)
    for _ in range(7):
        with pytest.raises(Refused, match="Nobody"):
            member_by_pin(wrong_for(pin), place.id, by=desk)
        june.shift(dt.timedelta(minutes=4))
    for _ in range(9):
        with pytest.raises(Refused, match="Nobody"):
            member_by_pin("nonsense", place.id, by=desk)
        with transaction(by=desk) as work:
            forgive(work, place.id)
        june.shift(dt.timedelta(seconds=20))
    assert member_by_pin(pin, place.id, by=desk).id == ann.id


def test_no_pin_is_one_that_everybody_tries(app):
    assert all(len(set(pin)) >= 3 and pins.is_pin(pin) and pin not in pins.EASY for pin in (pins.new_pin() for _ in range(500)))


def test_a_pass_is_good_for_its_minute_and_for_one_person(app):
    with app.app_context():
        text = passes.pass_of(7, NOON)
        assert passes.member_of_pass(text, NOON + dt.timedelta(seconds=75)) == 7
        assert passes.member_of_pass(text, NOON + dt.timedelta(minutes=3)) is None
        assert passes.member_of_pass(text.replace(".7.", ".8."), NOON) is None
        assert all(
            passes.member_of_pass(rubbish, NOON) is None
            for rubbish in ("", "FOYER-M", "FOYER-M.x.y", "FOYER-M.99999999999999.a", "x" * 5000, text + "é")
        )
