"""Bookings that repeat: a preview of every date, then all of them or none."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.actions.bookings.cancel_series import cancel_series
from app.actions.bookings.create_series import create_series
from app.core.errors import Conflict, Refused, Stale
from app.models import Booking, BookingSeries
from app.models.booking import BookingStatus
from app.models.booking_series import Repeat
from app.queries.bookings.series_preview import Plan, series_preview
from tests.actions.bookings.conftest import Rooms, at, lived


@pytest.fixture(autouse=True)
def in_june():
    with lived(12):
        yield


def day(number: int, month: int = 6) -> dt.date:
    return dt.date(2026, month, number)


def plan(rooms: Rooms, **wishes) -> Plan:
    """Mondays and Wednesdays at nine, from the 15th on, two weeks."""
    values = {
        "repeat": Repeat.WEEKLY,
        "first_on": day(15),
        "last_on": day(28),
        "starts": dt.time(9),
        "ends": dt.time(10),
        "weekdays": (0, 2),
    }
    return Plan(**{"room_id": rooms.room.id, "user_id": rooms.user.id} | values | wishes)


def test_every_date_is_shown_with_price_trouble_and_another_time(rooms: Rooms, session):
    rooms.buy(50000)
    rooms.book(at(17, 9, 30), at(17, 10, 30))
    shown = series_preview(session, plan(rooms), by=rooms.member())
    assert [(each.day.day, each.cost, each.credits, each.trouble) for each in shown.dates] == [
        (15, 20000, 20000, ""),
        (17, 20000, 0, "The room is taken."),
        (22, 20000, 10000, ""),
        (24, 20000, 0, ""),
    ]
    assert (shown.cost, shown.credits, shown.rest) == (60000, 30000, 30000)
    assert {(each.starts_at, each.ends_at) for each in shown.dates[1].alternatives} == {
        (at(17, 8, 30), at(17, 9, 30)),
        (at(17, 10, 30), at(17, 11, 30)),
    }


def test_all_dates_are_booked_each_by_itself_or_none(rooms: Rooms, session):
    rooms.book(at(17, 9, 30), at(17, 10, 30))
    with pytest.raises(Conflict, match="17 Jun 2026: Boardroom is taken"):
        create_series(plan(rooms), by=rooms.member())
    session.rollback()
    assert session.scalar(select(func.count()).select_from(BookingSeries)) == 0
    with pytest.raises(Stale):
        create_series(plan(rooms), by=rooms.member(), skip={day(17)}, expected_cents=1)
    other = series_preview(session, plan(rooms), by=rooms.member()).dates[1].alternatives[0]
    session.rollback()
    found = create_series(plan(rooms), by=rooms.member(), instead={day(17): other}, expected_cents=80000, key="form", title="Stand-up")
    assert [each.starts_at for each in found] == [at(15), other.starts_at, at(22), at(24)]
    assert [each.id for each in create_series(plan(rooms), by=rooms.member(), key="form")] == [each.id for each in found]
    assert len({each.series_id for each in found}) == 1
    assert {each.charged_cents for each in found} == {20000}


def test_what_is_still_to_come_is_given_back(rooms: Rooms, session):
    found = create_series(plan(rooms), by=rooms.member())
    cancelled = cancel_series(found[0].series_id, by=rooms.member(), since=at(20))
    assert [each.starts_at for each in cancelled] == [at(22), at(24)]
    session.rollback()
    assert (
        session.scalars(select(Booking.status).order_by(Booking.starts_at)).all()
        == [BookingStatus.CONFIRMED] * 2 + [BookingStatus.CANCELLED] * 2
    )


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"last_on": day(14)}, "last_on"),
        ({"repeat": Repeat.DAILY, "first_on": day(13), "last_on": day(31, 12)}, "last_on"),
        ({"interval": 0}, "interval"),
        ({"last_on": dt.date(2036, 1, 1)}, "last_on"),
        ({"first_on": day(20), "last_on": day(21)}, "last_on"),
    ],
)
def test_plans_without_sense_are_refused(rooms: Rooms, wishes, field):
    with pytest.raises(Refused) as refused:
        create_series(plan(rooms, **wishes), by=rooms.member())
    assert refused.value.field == field


def test_the_last_day_of_short_months_and_times_that_the_clock_skips(rooms: Rooms, make, session):
    monthly = plan(rooms, repeat=Repeat.MONTHLY, first_on=day(31, 7), last_on=day(10, 9), weekdays=())
    assert [each.day for each in series_preview(session, monthly, by=rooms.member()).dates] == [day(31, 7), day(31, 8)]
    place = make.location(zone="Europe/Amsterdam", currency="EUR", country="NL")
    room = make.room(make.space(place))
    make.license(rooms.organisation, make.membership(place), user_id=rooms.user.id)
    night = Plan(room.id, Repeat.DAILY, dt.date(2027, 3, 27), dt.date(2027, 3, 29), dt.time(2, 15), dt.time(4), user_id=rooms.user.id)
    shown = series_preview(session, night, by=rooms.member())
    assert [each.starts_at is None for each in shown.dates] == [False, True, False]
