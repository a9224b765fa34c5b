"""Spaces that a package fills beyond their capacity: taken as they are, with a warning and the override written down (P15)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.packages.book import Book
from app.actions.packages.sheet import Line, Record
from app.models import License
from app.models.space import SpaceKind

FOREVER = dt.date.max


@dataclass(frozen=True, slots=True)
class Stay:
    """Who is in a space from when to when; `line` when the package says so."""

    organisation: object
    first: dt.date
    last: dt.date
    line: Line | None = None


def note_full_spaces(session: Session, book: Book) -> None:
    """Only spaces with a limit are looked at, and only licenses that the package adds or changes are noted."""
    stays: dict[Record, list[Stay]] = defaultdict(list)
    for line in book.lines.get("licenses", ()):
        if line.is_bad:
            continue
        space = book.to(line.row, "space_id")
        if space["kind"] is SpaceKind.PRIVATE_OFFICE or space["capacity"] is not None:
            organisation = book.to(line.row, "organisation_id")
            stays[space].append(Stay(organisation, line.row["starts_on"], line.row["ends_on"] or FOREVER, line))
    _add_present(session, book, stays)
    for space, found in stays.items():
        _note(space, sorted(found, key=lambda stay: stay.first), book)


def _add_present(session: Session, book: Book, stays: dict[Record, list[Stay]]) -> None:
    spaces = {space.id: space for space in stays if space.id is not None}
    columns = select(License.code, License.space_id, License.organisation_id, License.starts_on, License.ends_on)
    for code, space_id, organisation_id, first, last in session.execute(columns.where(License.space_id.in_(spaces))):
        named = book.find("licenses", code)
        if named is None or named.line is None or named.line.is_bad:
            organisation = book.known["organisations"].by_id.get(organisation_id, organisation_id)
            stays[spaces[space_id]].append(Stay(organisation, first, last or FOREVER))


def _note(space: Record, stays: list[Stay], book: Book) -> None:
    """A sweep over first days: who is still in when the next one comes."""
    within: list[Stay] = []
    for stay in stays:
        within = [other for other in within if other.last >= stay.first]
        is_shared = space["kind"] is SpaceKind.PRIVATE_OFFICE and any(other.organisation is not stay.organisation for other in within)
        is_full = space["capacity"] is not None and len(within) >= space["capacity"]
        if (is_shared or is_full) and stay.line is not None and stay.line.verb and not stay.line.row["occupancy_reason"]:
            reason = _("Is one too many in %(space)s. It is taken as it is.", space=space.name)
            book.warn(stay.line, "space", reason)
            assert stay.line.row.after is not None
            stay.line.row.after["occupancy_reason"] = _("Brought in with a data package")
        within.append(stay)
