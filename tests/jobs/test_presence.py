"""Signals that nobody gives on purpose: devices on the WiFi, doors, and closing time (K2)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.actions.check_ins.arrive import Arrival, arrive_member
from app.actions.check_ins.leave import leave
from app.actions.settings.put import put_setting
from app.models import Access, CheckIn, DoorEntry
from app.models.access import AccessState
from app.models.check_in import LeftBy, Source
from app.rules.access import System
from jobs.presence import follow

MORNING = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.house(access_points="10.1.1.1, 10.1.1.2")


@pytest.fixture
def ann(make, session, place):
    user = make.user("Member", location_id=place.id)
    session.add(
        Access(
            user_id=user.id,
            location_id=place.id,
            system=System.WIFI,
            state=AccessState.GRANTED,
            username="ann",
            wanted={"standing": "on", "groups": {}},
        )
    )
    session.commit()
    return user


@pytest.fixture
def device(session):
    """Ann's, at an access point: it came on, was heard of, and perhaps went."""

    def one(on, heard, off=None, nas="10.1.1.1"):
        session.execute(text("DELETE FROM radius.radacct"))
        session.execute(
            text(
                "INSERT INTO radius.radacct (acctsessionid, acctuniqueid, username, nasipaddress, callingstationid, acctstarttime, acctupdatetime, acctstoptime)"
                " VALUES (:id, :id, 'ann', CAST(:nas AS inet), '02-00-00-00-00-01', :on, :heard, :off)"
            ),
            {"id": f"s-{on.timestamp()}", "on": on, "heard": heard, "off": off, "nas": nas},
        )
        session.commit()

    return one


def rows(session):
    session.expire_all()
    return session.scalars(select(CheckIn).order_by(CheckIn.id)).all()


def test_a_device_is_an_arrival_once_and_who_checked_out_stays_out(session, place, ann, device, june):
    device(MORNING - 5 * MINUTE, MORNING)
    assert follow().startswith("1 came") and follow().startswith("0 came")
    (row,) = rows(session)
    assert (row.source, row.user_id, row.arrived_at) == (Source.WIFI, ann.id, MORNING - 5 * MINUTE)
    leave(row.id, LeftBy.SESSION, by=SYSTEM)
    assert follow().startswith("0 came"), "the same device, still on"
    device(MORNING, MORNING)
    assert follow().startswith("1 came"), "it went and came back"


def test_a_device_elsewhere_or_a_setting_that_says_no_is_no_arrival(session, place, ann, device):
    device(MORNING, MORNING, nas="10.9.9.9")
    assert follow().startswith("0 came")
    device(MORNING, MORNING)
    put_setting("presence.wifi_is_arrival", "no", by=SYSTEM)
    assert follow().startswith("0 came") and rows(session) == []


def test_who_is_no_longer_heard_left_when_they_were_last_heard_if_the_house_wants_so(session, place, ann, device, june):
    device(MORNING, MORNING)
    follow()
    device(MORNING, MORNING + 10 * MINUTE, off=MORNING + 10 * MINUTE)
    june.shift(45 * MINUTE)
    assert "0 left" in follow()
    session.rollback()
    put_setting("presence.leave_by_wifi", "30 minutes", by=SYSTEM)
    assert "1 left" in follow()
    (row,) = rows(session)
    assert (row.left_by, row.left_at) == (LeftBy.WIFI, MORNING + 10 * MINUTE)


def test_who_never_used_the_wifi_is_not_sent_away(session, place, ann, june):
    arrive_member(ann.id, Arrival(place.id, Source.KIOSK, "a"), by=SYSTEM)
    put_setting("presence.leave_by_wifi", "30 minutes", by=SYSTEM)
    june.shift(180 * MINUTE)
    assert "0 left" in follow()


def test_a_door_is_an_arrival_and_one_that_is_told_late_is_none(session, place, ann, june):
    def entry(number, at, opened=True):
        session.add(DoorEntry(external_id=f"e{number}", at=at, user_id=ann.id, location_id=place.id, door="Front", opened=opened))
        session.commit()

    entry(0, MORNING + 90 * 24 * 60 * MINUTE)  # a lock whose clock is ahead
    entry(1, MORNING - 3 * MINUTE, opened=False)
    assert follow().startswith("0 came")
    entry(2, MORNING - 2 * MINUTE)
    assert follow().startswith("1 came") and follow().startswith("0 came")
    june.shift(60 * MINUTE)
    leave(rows(session)[0].id, LeftBy.SESSION, by=SYSTEM)
    entry(3, MORNING + 30 * MINUTE)
    assert follow().startswith("0 came"), "they were in at that time"
    june.shift(5 * MINUTE)
    entry(4, MORNING + 64 * MINUTE)
    assert follow().startswith("1 came")


@pytest.mark.parametrize("how", ["by hand", "at closing time"])
@pytest.mark.parametrize("signal", ["a device that is still heard", "a door that was opened before"])
def test_who_left_is_not_in_again_by_what_was_there_before(signal, how, session, place, ann, device, june):
    """They came on the WiFi or through the door, told the tablet a minute later, and go."""
    came = MORNING if how == "by hand" else dt.datetime(2026, 6, 1, 15, 58, tzinfo=dt.UTC)
    june.move_to(came + MINUTE)
    if signal.startswith("a device"):
        device(came, came + 4 * MINUTE)
    else:
        session.add(DoorEntry(external_id="e", at=came, user_id=ann.id, location_id=place.id, door="Front", opened=True))
        session.commit()
    row = arrive_member(ann.id, Arrival(place.id, Source.KIOSK, "a"), by=SYSTEM)
    june.shift(2 * MINUTE)
    if how == "by hand":
        leave(row.id, LeftBy.KIOSK, by=SYSTEM)
    else:
        assert follow().endswith("1 check-ins ended at closing time.")
    june.shift(MINUTE)
    assert follow().startswith("0 came")
    assert [each.id for each in rows(session)] == [row.id]


def test_at_closing_time_whoever_forgot_has_left(session, place, ann, june):
    arrive_member(ann.id, Arrival(place.id, Source.SESSION, "a"), by=SYSTEM)
    june.move_to(dt.datetime(2026, 6, 1, 15, 59, tzinfo=dt.UTC))
    assert follow().endswith("0 check-ins ended at closing time.")
    june.shift(2 * MINUTE)
    assert follow().endswith("1 check-ins ended at closing time.")
    (row,) = rows(session)
    assert (row.left_by, row.left_at) == (LeftBy.CLOSING, dt.datetime(2026, 6, 1, 16, tzinfo=dt.UTC))
