"""The pause that a license's row names: it is the license's only one, clipped to its term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.sheet import Line, Record
from app.models import LicensePause

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle_pause(line: Line, book: Book) -> None:
    """A license with several pauses got them on the screens; those stay, and the row may only add to them."""
    row = line.row
    starts_on, ends_on = line.given("pause_start"), line.given("pause_end")
    if ends_on is not None and starts_on is None:
        book.refuse(line, "pause_end", _("A pause needs pause_start as well."))
        return
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        book.refuse(line, "pause_end", _("The pause ends before it starts, on %(day)s.", day=starts_on))
        return
    present = book.pauses[row.id] if row.id else []
    if not line.says("pause_start"):
        return
    first, last = row["starts_on"], row["ends_on"]
    wanted = None
    if starts_on is not None:
        is_outside = starts_on < first or (last is not None and (starts_on > last or (ends_on is not None and ends_on > last)))
        if is_outside or (ends_on is not None and ends_on < first):
            book.warn(line, "pause_start", _("Lies outside the term of the license: only days within it count."))
        if (last is None or starts_on <= last) and (ends_on is None or ends_on >= first):
            until = ends_on if last is None or ends_on is None else min(ends_on, last)
            wanted = {"license_id": row, "starts_on": max(starts_on, first), "ends_on": until}
    _put(line, present, wanted, book)


def _put(line: Line, present: list[Record], wanted: dict[str, object] | None, book: Book) -> None:
    same = next((pause for pause in present if wanted and pause["starts_on"] == wanted["starts_on"]), None)
    if same is not None and wanted is not None:
        same.after = {**(same.before or {}), "ends_on": wanted["ends_on"]}
        line.extras.append(same)
    elif len(present) > 1:
        book.warn(line, "pause_start", _("The license has several pauses in Foyer; they stay as they are."))
        return
    elif wanted is not None:
        line.extras.append(Record(LicensePause, line.row.name, after=wanted))
    if len(present) == 1 and present[0] is not same:
        present[0].after = None
        line.extras.append(present[0])
    for pause in present:
        pause.name = line.row.name
