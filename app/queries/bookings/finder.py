"""Free rooms for so many people, on a day, in a part of it, with what they need: "6 people, tomorrow morning, screen"."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.clock import now
from app.models import Booking, Location, Room
from app.queries.bookings.closed import closed_times
from app.queries.bookings.conflicts import standing
from app.queries.bookings.facts import Wish
from app.queries.bookings.house_rules import HouseRules, house_rules
from app.queries.bookings.list_price import list_price
from app.queries.bookings.places import rooms_of
from app.queries.bookings.quote import quote_booking
from app.rules.booking_limits import up_to_grid
from app.rules.wall_times import day_bounds

MINUTE = dt.timedelta(minutes=1)
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`begins` and `ends` bound the part of the local day, in minutes since midnight; `needs` are amenities, in small letters."""

    day: dt.date
    begins: int
    ends: int
    minutes: int
    people: int = 1
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A room that is free then. `cents` is what this actor would pay; for staff, who book for others, the price without discount."""

    room: Room
    starts_at: dt.datetime
    ends_at: dt.datetime
    cents: int


def amenities_of(room: Room) -> list[str]:
    """As they were written, each once."""
    return list(dict.fromkeys(each.strip() for each in room.amenities.replace("\n", ";").split(";") if each.strip()))


def find_rooms(session: Session, location: Location, wanted: Wanted, *, by: Actor) -> list[Found]:
    """The earliest time in each room that fits, the cheapest first, and of two the smaller room. Rooms that the actor may not book are left out."""
    rooms = [room for room in rooms_of(session, location.id, by=by) if _fits(room, wanted)]
    rules = house_rules(session)
    taken, shut = _taken(session, location, rooms, wanted.day), _shut(session, location, rooms, wanted.day)
    found = []
    for room in rooms:
        span = _first_free(room, wanted, taken[room.id], shut[room.id], rules)
        if span is not None and (cents := _price(session, room, span, wanted, rules, by)) is not None:
            found.append(Found(room, *span, cents))
    return sorted(found, key=lambda each: (each.cents, each.room.capacity, each.room.name))


def _fits(room: Room, wanted: Wanted) -> bool:
    has = {each.lower() for each in amenities_of(room)}
    return room.capacity >= wanted.people and wanted.needs <= has and room.min_minutes <= wanted.minutes <= room.max_minutes


def _taken(session: Session, location: Location, rooms: Sequence[Room], day: dt.date) -> dict[int, list[Span]]:
    """What stands in each of the rooms that day, with the buffers. One query."""
    whole = Range(*day_bounds(day, location.zone), bounds="[)")
    query = select(Booking.room_id, Booking.blocked).where(
        Booking.room_id.in_([room.id for room in rooms]), Booking.blocked.overlaps(whole), standing()
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for room_id, span in session.execute(query):
        assert span.lower is not None and span.upper is not None
        found[room_id].append((span.lower, span.upper))
    return found


def _shut(session: Session, location: Location, rooms: Sequence[Room], day: dt.date) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for each in closed_times(session, location, rooms, day, day):
        found[each.room_id].append((_on_the_wall(day, each.begins, location), _on_the_wall(day, each.ends, location)))
    return found


def _first_free(room: Room, wanted: Wanted, taken: Sequence[Span], shut: Sequence[Span], rules: HouseRules) -> Span | None:
    """On the grid, not before now and the lead. A buffer keeps other bookings away, and may reach into closed hours."""
    length, buffer = wanted.minutes * MINUTE, room.buffer_minutes * MINUTE
    at = up_to_grid(max(_on_the_wall(wanted.day, wanted.begins, room.location), now() + rules.lead), room.location.zone, rules.grid)
    last = _on_the_wall(wanted.day, wanted.ends, room.location) - length
    while at <= last:
        ends = [until for since, until in taken if since < at + length + buffer and at < until]
        ends += [until for since, until in shut if since < at + length and at < until]
        if not ends:
            return at, at + length
        at = up_to_grid(max(ends), room.location.zone, rules.grid)
    return None


def _on_the_wall(day: dt.date, minutes: int, location: Location) -> dt.datetime:
    """The instant at which a clock there shows so many minutes since midnight; one that it skips comes after the change."""
    wall = dt.datetime.combine(day, dt.time.min) + minutes * MINUTE
    return wall.replace(tzinfo=ZoneInfo(location.zone)).astimezone(dt.UTC)


def _price(session: Session, room: Room, span: tuple[dt.datetime, dt.datetime], wanted: Wanted, rules: HouseRules, by: Actor) -> int | None:
    """None when something speaks against it for this actor."""
    if by.is_staff:
        return list_price(room, rules, *span)
    offer = quote_booking(session, Wish(room.id, *span, user_id=by.id, people=wanted.people), by=by)
    return None if offer.obstacles or offer.conflict or (offer.rest and not offer.rest_goes_to_invoice) else offer.cost
