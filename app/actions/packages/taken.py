"""Taken rooms: bookings of a package that are in each other's way, or in the way of what is booked already; and their rows going in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.actions.bookings.room_lock import lock_rooms
from app.actions.packages.book import Book
from app.actions.packages.sheet import Line, Record
from app.core.clock import local
from app.models import Booking
from app.models.booking import LIVE, BookingStatus
from app.queries.bookings.conflicts import standing
from app.work import Work

HELD_IT = (*LIVE, BookingStatus.DONE)


@dataclass(frozen=True, slots=True)
class Stay:
    """A room from `start` until before `end`. A booking that holds the room ends with its buffer, one that is over without."""

    start: dt.datetime
    end: dt.datetime
    is_over: bool
    code: str
    line: Line | None = None


def refuse_taken(session: Session, book: Book) -> None:
    """Refuse each line that is in the way of another, or of what Foyer holds; all rooms and lines are looked at in one sweep."""
    by_room: dict[Record, list[Stay]] = defaultdict(list)
    for line in book.lines.get("bookings", ()):
        if not line.is_bad and line.row["status"] in HELD_IT:
            by_room[book.to(line.row, "room_id")].append(_stay(line))
    _add_present(session, book, by_room)
    for room, stays in by_room.items():
        zone = book.to(room, "location_id")["zone"]
        for line, other in _overlaps(sorted(stays, key=lambda each: (each.start, each.line is not None))):
            _refuse(line, other, room, zone, book)


def _stay(line: Line) -> Stay:
    row = line.row
    is_over = row["status"] is BookingStatus.DONE
    return Stay(row["starts_at"], row["ends_at"] if is_over else row["blocked"].upper, is_over, row.name, line)


def _add_present(session: Session, book: Book, by_room: dict[Record, list[Stay]]) -> None:
    """What these rooms are booked for already around the times of the package, but for the rows that it brings itself."""
    rooms = {room.id: room for room in by_room if room.id is not None}
    if not rooms:
        return
    first = min(stay.start for room in rooms.values() for stay in by_room[room])
    last = max(stay.end for room in rooms.values() for stay in by_room[room])
    columns = select(Booking.code, Booking.room_id, Booking.starts_at, Booking.ends_at, func.upper(Booking.blocked), Booking.status)
    near = columns.where(Booking.room_id.in_(rooms), Booking.starts_at < last, Booking.ends_at > first - dt.timedelta(days=7))
    for code, room_id, start, end, free_at, status in session.execute(near.where(standing() | (Booking.status == BookingStatus.DONE))):
        named = book.find("bookings", code)
        if named is None or named.line is None or named.line.is_bad:
            is_over = status is BookingStatus.DONE
            by_room[rooms[room_id]].append(Stay(start, end if is_over else free_at, is_over, code))


def _overlaps(stays: list[Stay]) -> Iterator[tuple[Line, Stay]]:
    """Each line with what is in its way: the later to start gives way, and a line to what is there. What is still on waits in a heap by its end."""
    open_ones: list[tuple[dt.datetime, int, Stay]] = []
    turn = count()
    for stay in stays:
        while open_ones and open_ones[0][0] <= stay.start:
            heappop(open_ones)
        if stay.line is None:
            yield from ((other.line, stay) for _end, _turn, other in open_ones if other.line is not None)
        elif open_ones:
            yield stay.line, open_ones[0][2]
            continue  # it stays out, and is in nobody's way
        heappush(open_ones, (stay.end, next(turn), stay))


def _refuse(line: Line, other: Stay, room: Record, zone: str, book: Book) -> None:
    where = _("line %(line)d", line=other.line.number) if other.line is not None else _("in Foyer")
    begins, ends = (local(each, zone) for each in (other.start, other.end))
    until = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{ends:%Y-%m-%d %H:%M}"
    said = {"room": room.name, "code": other.code, "where": where, "start": f"{begins:%Y-%m-%d %H:%M}", "end": until}
    if room["buffer_minutes"] and not other.is_over:
        book.refuse(
            line,
            "start",
            _("%(room)s is taken by %(code)s (%(where)s) from %(start)s to %(end)s, the minutes between bookings included.", **said),
        )
    else:
        book.refuse(line, "start", _("%(room)s is taken by %(code)s (%(where)s) from %(start)s to %(end)s.", **said))


@contextmanager
def rooms_held(work: Work, records: list[Record]) -> Iterator[None]:
    """The rooms of these rows are locked, holds that have lapsed let go of them, and rows that move make way for each other.

    The constraint of the table has the last word on what was booked between the check and the locks.
    """
    rooms = {
        _number(value) for record in records for value in (record["room_id"], (record.before or {}).get("room_id")) if value is not None
    }
    lock_rooms(work, *rooms)
    lapsed = (Booking.status == BookingStatus.HELD, ~standing())
    work.session.execute(
        update(Booking).where(Booking.room_id.in_(rooms), *lapsed).values(status=BookingStatus.EXPIRED, ended_at=Booking.held_until)
    )
    moving = [record for record in records if record.verb == "change" and "blocked" in record.changes()]
    _set(work, moving, BookingStatus.DONE)
    yield
    _set(work, [record for record in moving if record["status"] is BookingStatus.CONFIRMED], BookingStatus.CONFIRMED)


def _number(value: object) -> int:
    found = value.id if isinstance(value, Record) else value
    assert isinstance(found, int)
    return found


def _set(work: Work, records: list[Record], status: BookingStatus) -> None:
    if records:
        chosen = Booking.id.in_([record.id for record in records])
        work.session.execute(update(Booking).where(chosen).values(status=status).execution_options(synchronize_session=False))
