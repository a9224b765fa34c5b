"""Import a data package: all of it or nothing, or with `partial` its good rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.roles import ROLES
from app.actions.packages.book import Book
from app.actions.packages.contacts import settle_contacts, settle_turns
from app.actions.packages.going_out import refuse_going_out
from app.actions.packages.leftovers import return_leftovers
from app.actions.packages.occupancy import note_full_spaces
from app.actions.packages.outcome import Outcome, outcome
from app.actions.packages.owners import settle_owners
from app.actions.packages.parse import parse
from app.actions.packages.present import read_present
from app.actions.packages.resolve import resolve
from app.actions.packages.source.open import opened
from app.actions.packages.taken import refuse_taken
from app.actions.packages.trees import settle_trees
from app.actions.packages.write import write
from app.core import clock
from app.core.errors import Conflict, Forbidden
from app.core.events import Event
from app.models.user import Role
from app.work import Work, transaction

ONE_AT_A_TIME = 4_607_994


@dataclass(frozen=True)
class PackageImported(Event):
    """Licenses and people may have come in by the thousand."""


class _OnlyTrying(Exception):
    """Ends a dry run: everything was written, so that the database had its say, and is undone."""


def import_package(path: Path, *, dry_run: bool = False, leftovers: Path | None = None, by: Actor) -> Outcome:
    """What happened, with everything that is wrong named by file, line and column.

    With `leftovers` the good rows are written and the bad ones returned there; without, one bad row keeps everything out.
    Raises Refused when the package as a whole cannot be read, and when the database itself says no.
    """
    require(by, Permission.IMPORT)
    if by.location_ids is not None:
        raise Forbidden(_("A data package is for the whole network; %(name)s works at some locations only.", name=by.name))
    book = Book(author=by.name, now=clock.now().replace(tzinfo=None))
    with opened(path, unreadable=lambda file, line, reason: book.findings.error(file, line, "", "", reason)) as sheets:
        for sheet in sheets:
            parse(sheet, book)
    is_written = returned = False
    try:
        with transaction(by=by) as work:
            _settle(work, book)
            if book.findings.error_count == 0 or leftovers is not None:
                write(work, book)
                returned = leftovers is not None and not dry_run and return_leftovers(book, leftovers)
                is_written = not dry_run
                work.emit(PackageImported())
            if not is_written:
                raise _OnlyTrying
    except _OnlyTrying:
        pass
    return outcome(book, is_written=is_written, returned=str(leftovers) if returned else "")


def _settle(work: Work, book: Book) -> None:
    session = work.session
    if not session.scalar(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))):
        raise Conflict(_("Another data package is being imported. Try again when it is done."))
    session.execute(upsert(Role).values([{"name": name} for name in ROLES]).on_conflict_do_nothing(index_elements=["name"]))
    read_present(session, book)
    resolve(book)
    settle_owners(session, book)
    settle_trees(book)
    note_full_spaces(session, book)
    refuse_taken(session, book)
    refuse_going_out(session, book)
    settle_contacts(session, book)
    settle_turns(session, book)
