"""What a calendar draws, as JSON: times on the wall of the location, and words in place of what colours say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.clock import local
from app.models import Location, Room
from app.models.booking import BookingStatus
from app.queries.bookings.calendar import Shown, Whose, calendar
from app.queries.bookings.closed import Shut, closed_times

MINUTE = dt.timedelta(minutes=1)


def feed(session: Session, location: Location, rooms: Sequence[Room], first: dt.date, last: dt.date, *, by: Actor) -> dict[str, Any]:
    """Bookings and closed times of these local days, both included."""
    found = calendar(session, location, first, last, by=by, room_ids=[room.id for room in rooms])
    shut = closed_times(session, location, rooms, first, last)
    words, walls = whose_words(by), Walls(location.zone)
    may_move = not by.is_staff or by.may(Permission.BOOKING_WRITE)
    return {"bookings": [_booking(each, walls, words, may_move) for each in found], "closed": [_closed(each) for each in shut]}


def wall(there: dt.datetime) -> str:
    """ "2026-12-01T09:00", whatever the zone."""
    return there.isoformat(timespec="minutes")[:16]


def whose_words(by: Actor) -> dict[Whose, str]:
    """What a colour of the calendar says to this reader."""
    team = {} if by.organisation_id is None else {Whose.TEAM: _("Team")}
    return {Whose.MINE: _("Mine"), **team, Whose.OTHERS: _("Members") if by.is_staff else _("Others"), Whose.HOUSE: _("House")}


def title_said(shown: Shown) -> str:
    return shown.title or shown.name or shown.organisation or _("Booked")


def who_said(shown: Shown) -> str:
    """Person and organisation, without what the title says already."""
    if shown.title and shown.name:
        return f"{shown.name} · {shown.organisation}" if shown.organisation else shown.name
    return shown.organisation if shown.title or shown.name else ""


class Walls(dict[dt.datetime, str]):
    """Instants as the clock there shows them. Bookings begin on the quarter hour: most of them share theirs with others."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.zone = zone

    def __missing__(self, instant: dt.datetime) -> str:
        self[instant] = found = wall(local(instant, self.zone))
        return found


def _booking(shown: Shown, walls: Walls, words: dict[Whose, str], may_move: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "room": shown.room_id,
        "start": walls[shown.starts_at],
        "end": walls[shown.ends_at],
        "whose": shown.whose,
        "word": words[shown.whose],
        "title": title_said(shown),
    }
    if who := who_said(shown):
        told["who"] = who
    if (buffer := (shown.free_at - shown.ends_at) // MINUTE) > 0:
        told["buffer"] = buffer
    if shown.status is BookingStatus.HELD:
        told["held"] = True
    if shown.repeats:
        told["repeats"] = True
    if shown.id is not None:
        told["id"] = shown.id
        told["moves"] = may_move and shown.status is not BookingStatus.DONE
    return told


def _closed(shut: Shut) -> dict[str, Any]:
    day = dt.datetime.combine(shut.day, dt.time.min)
    return {"room": shut.room_id, "start": wall(day + shut.begins * MINUTE), "end": wall(day + shut.ends * MINUTE), "reason": shut.reason}
