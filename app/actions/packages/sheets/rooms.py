"""rooms.csv"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import money, whole
from app.actions.packages.cells import choice, listed, text, yes_no
from app.actions.packages.sheet import Column, Line, Sheet, differ
from app.actions.packages.sheets.hours import check_hours
from app.models import Room
from app.models.room import RoomKind

if TYPE_CHECKING:
    from app.actions.packages.book import Book

MOST_RATE = 2**31 - 1
A_WEEK = 7 * 24 * 60


def settle(line: Line, book: Book) -> None:
    row = line.row
    assert row.after is not None
    location = book.to(book.to(row, "space_id"), "location_id")
    if row.before is not None and differ(row.before["location_id"], location):
        book.refuse(line, "space", _("Is at another location than the room."))
    row.after["location_id"] = location
    if (row["min_minutes"] or 30) > (row["max_minutes"] or 1440):
        book.refuse(line, "max_minutes", _("Is less than min_minutes."))
    check_hours(line, book)


ROOMS = Sheet(
    name="rooms",
    model=Room,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(40), "code"),
        Column("space", text(40), "space_id", ref="spaces"),
        Column("name", text(200), "name"),
        Column("kind", choice(RoomKind), "kind"),
        Column("amenities", listed(500), "amenities"),
        Column("opening_hours", text(500, lines=True), "opening_hours"),
        Column("capacity", whole(1, 100_000), "capacity"),
        Column("peak_rate", money(most=MOST_RATE), "peak_rate_cents"),
        Column("off_peak_rate", money(most=MOST_RATE), "off_peak_rate_cents"),
        Column("private", yes_no, "is_private"),
        Column("buffer_minutes", whole(0, A_WEEK), "buffer_minutes"),
        Column("min_minutes", whole(1, A_WEEK), "min_minutes"),
        Column("max_minutes", whole(1, A_WEEK), "max_minutes"),
    ),
)
