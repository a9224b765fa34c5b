"""bookings.csv: what was booked in the system before. It is settled there, so nothing is charged for it here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.cells import moment, text, words
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets.users import login, refuse_leaving
from app.core.clock import local
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.conflicts import blocked
from app.rules.booking_limits import HORIZON, up_to_grid
from app.rules.wall_times import Skipped, comes_twice, instant_at

if TYPE_CHECKING:
    from app.actions.packages.book import Book

LONGEST = dt.timedelta(days=366)
AS_BROUGHT = (BookingStatus.CONFIRMED, BookingStatus.DONE)


def settle(line: Line, book: Book) -> None:
    row = line.row
    assert row.after is not None
    if not row.changes() and not (line.given("start") or line.given("end")):
        return
    location = book.to(book.to(row, "room_id"), "location_id")
    starts_at, ends_at = (_instant(line, book, column, location["zone"]) for column in ("start", "end"))
    if line.is_bad or starts_at is None or ends_at is None:
        return
    starts_at, ends_at = _on_grid(line, book, starts_at, ends_at, location["zone"])
    _check_times(line, book, starts_at, ends_at)
    row.after |= {"starts_at": starts_at, "ends_at": ends_at}
    if not row.changes() or line.is_bad:
        return
    if row.before is not None and _has_moved_on(line, book):
        return
    row.after |= {"location_id": location, "currency": location["currency"]}
    if row.before is None or "user_id" in row.changes():
        if row["user_id"] is not None:
            refuse_leaving(line, book, "user", book.to(row, "user_id"))
        row.after["organisation_id"] = book.to(row, "user_id")["organisation_id"] if row["user_id"] is not None else None
    if row.before is None:
        row.after |= {"made_by": book.author, "request_key": _key(line)}
    if row.before is None or row.changes().keys() & {"room_id", "starts_at", "ends_at"}:
        _block(line, book)


def _instant(line: Line, book: Book, column: str, zone: str) -> dt.datetime | None:
    """By the clock of the room where it has no offset; as it is where nothing is said."""
    wall = line.given(column)
    if wall is None:
        present: dt.datetime | None = line.row[f"{column}s_at"]
        return present
    if wall.tzinfo is not None:
        return dt.datetime.astimezone(wall, dt.UTC)
    try:
        found = instant_at(wall, zone)
    except Skipped:
        book.refuse(line, column, _("The clock of %(zone)s skips that time.", zone=zone))
        return None
    if comes_twice(wall, zone):
        book.warn(line, column, _("Comes twice that night: the first one is taken. For the other, give its offset."))
    return found


def _on_grid(line: Line, book: Book, starts_at: dt.datetime, ends_at: dt.datetime, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Both rounded up (B1). What would lose its whole length keeps one step of it."""
    start, end = up_to_grid(starts_at, zone, book.grid), up_to_grid(ends_at, zone, book.grid)
    if starts_at < ends_at and start == end:
        end += dt.timedelta(minutes=book.grid)
    for column, before, after in (("start", starts_at, start), ("end", ends_at, end)):
        if before != after:
            book.warn(
                line,
                column,
                _("Becomes %(time)s: rooms are booked by %(minutes)d minutes.", time=f"{local(after, zone):%H:%M}", minutes=book.grid),
            )
    return start, end


def _check_times(line: Line, book: Book, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        book.refuse(line, "end", _("Ends before it starts."))
    elif ends_at - starts_at > LONGEST:
        book.refuse(line, "end", _("Is longer than a year."))
    elif ends_at - book.at > HORIZON:
        book.refuse(line, "end", _("Nobody can book further ahead than two years."))


def _has_moved_on(line: Line, book: Book) -> bool:
    """What was changed, paid or cancelled here since it came stays as it is here; what was booked here is not the package's to change."""
    row = line.row
    before = row.before or {}
    if before["request_key"] != _key(line):
        book.refuse(line, "code", _("Was booked in Foyer: change it there, or give this one another code."))
        return True
    if before["sequence"] or before["charged_cents"] or before["status"] not in AS_BROUGHT or row.id in book.with_extras:
        book.warn(line, "code", _("Was changed in Foyer since: it stays as it is there."))
        row.after = dict(before)
        return True
    return False


def _block(line: Line, book: Book) -> None:
    """What is over is history; what is not holds the room, with its buffer."""
    row = line.row
    assert row.after is not None
    span = blocked(row["starts_at"], row["ends_at"], book.to(row, "room_id")["buffer_minutes"] or 0)
    is_over = span.upper is not None and span.upper <= book.at
    row.after |= {
        "blocked": span,
        "status": BookingStatus.DONE if is_over else BookingStatus.CONFIRMED,
        "ended_at": row["ends_at"] if is_over else None,
    }


def _key(line: Line) -> str:
    return f"import:{line.row.name}"


BOOKINGS = Sheet(
    name="bookings",
    model=Booking,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(40), "code"),
        Column("room", text(40), "room_id", ref="rooms"),
        Column("user", login, "user_id", ref="users"),
        Column("start", moment, needed=True),
        Column("end", moment, needed=True),
        Column("title", words(200), "title"),
    ),
)
