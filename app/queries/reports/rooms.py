"""When rooms were booked, by hour of the week, and what became of their bookings; and the bookings behind each number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Integer, String, Subquery, and_, case, cast, extract, func, literal, select
from sqlalchemy.orm import Session

from app.models import Booking, Location, Organisation, Room
from app.models.booking import BookingStatus as B
from app.queries.bookings.house_rules import house_rules
from app.queries.reports.asked import Asked, Behind
from app.rules.opening_hours import ALWAYS, OpeningHours, opening_hours
from app.rules.room_use import Hour, Minutes, open_minutes, weekdays

USED = (B.CONFIRMED, B.CHECKED_IN, B.DONE, B.NO_SHOW)
MADE = (*USED, B.CANCELLED)
KINDS = ("bookings", "no_shows", "cancelled", "over")
HOUR = dt.timedelta(hours=1)
A_WEEK = dt.datetime.fromisoformat("2024-01-01")  # by the clock on the wall, any Monday


@dataclass
class RoomUse:
    """`is_open` and `booked` in minutes by hour of the week; `counts` by kind; `cents` is what its bookings cost."""

    id: int
    name: str
    location_id: int
    location: str
    currency: str
    is_open: Mapping[Hour, Minutes]
    booked: dict[Hour, Minutes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    cents: int = 0

    @cached_property
    def open_time(self) -> Minutes:
        return sum(self.is_open.values(), Minutes())

    @cached_property
    def booked_time(self) -> Minutes:
        return sum(self.booked.values(), Minutes())


def rooms(session: Session, asked: Asked) -> list[RoomUse]:
    """By location and name. A few queries, however many bookings there are."""
    peak_days = house_rules(session).peak_days
    often = weekdays(asked.first.first, asked.until)
    columns = (
        Room.id,
        Room.name,
        Location.id,
        Location.name,
        Location.currency,
        Room.opening_hours,
        Location.opening_hours,
        Location.peak_start,
        Location.peak_end,
    )
    query = select(*columns).join(Location, Location.id == Room.location_id).order_by(Location.name, Room.name, Room.id)
    found: dict[int, RoomUse] = {}

    @cache
    def is_open(written: str, begins: dt.time, ends: dt.time) -> Mapping[Hour, Minutes]:
        """Worked out once for all rooms that open alike."""
        return open_minutes(_hours(written), often, (begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute), peak_days)

    for room_id, name, place, location, currency, own, house, begins, ends in session.execute(asked.here(query, Room)):
        found[room_id] = RoomUse(room_id, name, place, location, currency, is_open(own or house, begins, ends))
    of = _slices(_patterns(asked), peak_days, "room_id", "often")
    sums = (cast(func.sum(of.c.minutes * of.c.often), Integer), cast(func.sum(of.c.peak * of.c.often), Integer))
    for room_id, weekday, hour, minutes, busy in session.execute(
        select(of.c.room_id, of.c.weekday, of.c.hour, *sums).group_by(of.c.room_id, of.c.weekday, of.c.hour)
    ):
        if room_id in found:
            found[room_id].booked[weekday, hour] = Minutes(minutes, busy)
    counts = [func.count().filter(_is(kind)) for kind in KINDS]
    made = asked.here(
        _made(
            asked,
            select(Booking.room_id, cast(func.sum(Booking.charged_cents), BigInteger), *counts).join(
                Location, Location.id == Booking.location_id
            ),
        ),
        Booking,
    ).group_by(Booking.room_id)
    for room_id, cents, *numbers in session.execute(made):
        if room_id in found:
            found[room_id].cents, found[room_id].counts = cents, dict(zip(KINDS, numbers, strict=True))
    return list(found.values())


def hours_behind(session: Session, asked: Asked, *, room_id: int | None = None, hour: Hour | None = None, part: str = "") -> Behind:
    """Bookings with the minutes that they take of an hour of the week, or of all hours; `part` is peak, off_peak or both."""
    of = _slices(_taken(asked), house_rules(session).peak_days, "booking_id", "room_id")
    minutes = {"peak": of.c.peak, "off_peak": of.c.minutes - of.c.peak}.get(part, of.c.minutes)
    sums = (
        select(of.c.booking_id, cast(func.sum(minutes), Integer).label("minutes")).group_by(of.c.booking_id).having(func.sum(minutes) > 0)
    )
    sums = sums if hour is None else sums.where(of.c.weekday == hour[0], of.c.hour == hour[1])
    sums = sums if room_id is None else sums.where(of.c.room_id == room_id)
    own = sums.subquery()
    return Behind(_described(own.c.minutes).join(own, own.c.booking_id == Booking.id), "minutes")


def bookings_behind(asked: Asked, kind: str, room_id: int | None = None, currency: str = "") -> Behind:
    """Bookings of a kind, with what they cost. Raises KeyError for a kind that there is not."""
    query = _made(asked, _described(Booking.charged_cents.label("cents"))).where(_is(kind))
    query = query if room_id is None else query.where(Booking.room_id == room_id)
    return Behind(asked.here(query.where(Location.currency == currency) if currency else query, Booking), "cents" if currency else "")


def _described(measure: Any) -> Any:
    when = func.to_char(func.timezone(Location.zone, Booking.starts_at), "YYYY-MM-DD HH24:MI").label("when")
    columns = (
        Booking.id.label("booking_id"),
        when,
        Room.id.label("room_id"),
        Room.name.label("room"),
        Location.name.label("location"),
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation"),
        cast(Booking.status, String(32)).label("status"),
        measure,
    )
    query = (
        select(*columns)
        .select_from(Booking)
        .join(Room, Room.id == Booking.room_id)
        .join(Location, Location.id == Booking.location_id)
        .outerjoin(Organisation, Organisation.id == Booking.organisation_id)
    )
    return query.order_by(Booking.starts_at, Booking.id)


def _is(kind: str) -> ColumnElement[bool]:
    return {
        "bookings": Booking.status.in_(USED),
        "no_shows": Booking.status == B.NO_SHOW,
        "cancelled": Booking.status == B.CANCELLED,
        "over": Booking.status.in_((B.DONE, B.NO_SHOW)),
        "made": Booking.status.in_(MADE),
        "costs": Booking.charged_cents > 0,
    }[kind]


def _began(asked: Asked) -> ColumnElement[bool]:
    """On a day that is asked for, by the clock of its location; a wider window of instants lets the index answer."""
    day = cast(func.timezone(Location.zone, Booking.starts_at), Date)
    first, last = asked.first.first, asked.until
    low, high = (dt.datetime.combine(each, dt.time.min, dt.UTC) for each in (first - dt.timedelta(days=2), last + dt.timedelta(days=2)))
    return and_(Booking.starts_at.between(low, high), day.between(first, last))


def _made(asked: Asked, query: Any) -> Any:
    """Bookings that were made for these days and did not lapse."""
    return query.where(Booking.status.in_(MADE), _began(asked))


def _taken(asked: Asked) -> Subquery:
    """Each booking that took its room, by the clock on the wall."""
    begins, ends = func.timezone(Location.zone, Booking.starts_at), func.timezone(Location.zone, Booking.ends_at)
    query = select(
        Booking.id.label("booking_id"), Booking.room_id, begins.label("begins"), ends.label("ends"), Location.peak_start, Location.peak_end
    )
    query = query.join(Location, Location.id == Booking.location_id).where(Booking.status.in_(USED), _began(asked))
    return asked.here(query, Booking).subquery("of")


def _patterns(asked: Asked) -> Subquery:
    """Bookings at the same time of any week together, moved to one week, and how often there was one: a year has far more bookings than times of a week."""
    of = _taken(asked)
    week = func.date_trunc("week", of.c.begins)
    begins, ends = ((literal(A_WEEK) + (each - week)).label(each.name) for each in (of.c.begins, of.c.ends))
    keys = (of.c.room_id, begins, ends, of.c.peak_start, of.c.peak_end)
    return select(*keys, func.count().label("often")).group_by(*keys).subquery("pattern")


def _slices(of: Subquery, peak_days: frozenset[int], *keys: str) -> Subquery:
    """Each once for each hour of the wall that it touches: the minutes that it takes of it, and how many of them are peak."""
    hour: Any = func.generate_series(func.date_trunc("hour", of.c.begins), of.c.ends - dt.timedelta(microseconds=1), HOUR).column_valued(
        "hour", joins_implicitly=True
    )
    low, high = func.greatest(of.c.begins, hour), func.least(of.c.ends, hour + HOUR)
    day = cast(hour, Date)
    busy_low, busy_high = func.greatest(low, day + of.c.peak_start), func.least(high, day + of.c.peak_end)
    weekday = cast(extract("isodow", hour), Integer)
    minutes = cast(extract("epoch", high - low) / 60, Integer)
    peak = case(
        (
            and_(weekday.in_([each + 1 for each in sorted(peak_days)]), busy_high > busy_low),
            cast(extract("epoch", busy_high - busy_low) / 60, Integer),
        ),
        else_=literal(0),
    )
    columns = (weekday.label("weekday"), cast(extract("hour", hour), Integer).label("hour"), minutes.label("minutes"), peak.label("peak"))
    return select(*(of.c[key] for key in keys), *columns).subquery("slice")


def _hours(written: str) -> OpeningHours:
    """Who wrote nothing, or nothing that is understood, is open always."""
    try:
        return opening_hours(written)
    except ValueError:
        return ALWAYS


def together(found: list[RoomUse]) -> tuple[dict[Hour, Minutes], dict[Hour, Minutes]]:
    """Open and booked time of all of them by hour of the week."""
    is_open: defaultdict[Hour, Minutes] = defaultdict(Minutes)
    booked: defaultdict[Hour, Minutes] = defaultdict(Minutes)
    for each in found:
        for hour, minutes in each.is_open.items():
            is_open[hour] += minutes
        for hour, minutes in each.booked.items():
            booked[hour] += minutes
    return dict(is_open), dict(booked)
