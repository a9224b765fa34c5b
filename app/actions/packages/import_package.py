"""Import a data package: all of it or nothing, or with `partial` its good rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.packages.book import Book
from app.actions.packages.leftovers import return_leftovers
from app.actions.packages.outcome import Outcome, outcome
from app.actions.packages.parse import parse
from app.actions.packages.settle import settle
from app.actions.packages.source.open import opened
from app.actions.packages.write import write
from app.core import clock
from app.core.errors import Forbidden
from app.core.events import Event
from app.work import transaction


@dataclass(frozen=True)
class PackageImported(Event):
    """Licenses and people may have come in by the thousand."""


class _OnlyTrying(Exception):
    """Ends a dry run: everything was written, so that the database had its say, and is undone."""


def import_package(path: Path, *, dry_run: bool = False, leftovers: Path | None = None, by: Actor) -> Outcome:
    """What happened, with everything that is wrong named by file, line and column.

    With `leftovers` the good rows are written and the bad ones returned there; without, one bad row keeps everything out, and always a file
    that cannot be read to its end, of which nobody could return the rest.
    Raises Refused when the package as a whole cannot be read, and when the database itself says no.
    """
    require(by, Permission.IMPORT)
    if by.location_ids is not None:
        raise Forbidden(_("A data package is for the whole network; %(name)s works at some locations only.", name=by.name))
    book = Book(author=by.name, now=clock.now().replace(tzinfo=None))
    with opened(path, unreadable=book.cut) as sheets:
        for sheet in sheets:
            parse(sheet, book)
    is_written = returned = False
    try:
        with transaction(by=by) as work:
            settle(work, book)
            if book.findings.error_count == 0 or (leftovers is not None and not book.is_cut):
                write(work, book)
                returned = leftovers is not None and not dry_run and return_leftovers(book, leftovers)
                is_written = not dry_run
                work.emit(PackageImported())
            if not is_written:
                raise _OnlyTrying
    except _OnlyTrying:
        pass
    return outcome(book, is_written=is_written, returned=str(leftovers) if returned else "")
