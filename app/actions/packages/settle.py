"""Settle: the lines of a book meet what is in the database, and each other; whatever is wrong with one is found before anything is written."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from app.access.roles import ROLES
from app.actions.packages.book import Book
from app.actions.packages.contacts import settle_contacts, settle_turns
from app.actions.packages.going_out import refuse_going_out
from app.actions.packages.merged import read_merged
from app.actions.packages.occupancy import note_full_spaces
from app.actions.packages.owners import settle_owners
from app.actions.packages.present import read_present
from app.actions.packages.resolve import resolve
from app.actions.packages.taken import refuse_taken
from app.actions.packages.trees import settle_trees
from app.core.errors import Conflict
from app.models.user import Role
from app.work import Work

ONE_AT_A_TIME = 4_607_994


def settle(work: Work, book: Book, *, meeting: Callable[[], None] = lambda: None, moving_in: bool = True) -> None:
    """`meeting` is called once the rows that the book names are read, before its lines are held against them.

    `moving_in`: spaces are taken as full as they are; otherwise whoever brings a license in sees to the places.
    Raises Conflict while somebody else brings something in.
    """
    session = work.session
    if not session.scalar(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))):
        raise Conflict(_("Another data package is being imported. Try again when it is done."))
    session.execute(upsert(Role).values([{"name": name} for name in ROLES]).on_conflict_do_nothing(index_elements=["name"]))
    read_present(session, book)
    read_merged(session, book)
    meeting()
    resolve(book)
    settle_owners(session, book)
    settle_trees(book)
    if moving_in:
        note_full_spaces(session, book)
    refuse_taken(session, book)
    refuse_going_out(session, book)
    settle_contacts(session, book)
    settle_turns(session, book)
