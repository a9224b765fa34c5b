"""Credit of print accounts, read back from PaperCut, and whether each is as open as it should be (contracts.md 3)."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.note_balances import note_balances
from app.actions.access.note_look import note_look
from app.core.entity import db
from app.integrations.errors import Trouble
from app.integrations.papercut import NoSuchAccount, Printing
from app.integrations.registry import use
from app.models import Access
from app.models.access import AccessState
from app.rules.access import System

AT_ONCE = 200  # what is read is kept by so many, so that a long reading that ends early was not for nothing


def read() -> str:
    """A call an account; who is not there is for the sweep to say."""
    if not current_app.extensions["settings"].papercut_url:
        return _("No print server is set up.")
    open_ones = select(Access.id, Access.username).where(Access.system == System.PRINTING, Access.state.in_((AccessState.GRANTED, AccessState.SUSPENDED)))
    rows = db.session.execute(open_ones.order_by(Access.id)).all()
    db.session.rollback()
    printing, found, count = use(Printing), dict[int, int](), 0
    try:
        for row in rows:
            try:
                found[row.id] = printing.balance(row.username)
            except NoSuchAccount:
                continue
            if len(found) == AT_ONCE:
                count += len(found)
                note_balances(found, by=SYSTEM)
                found = {}
    except Trouble as trouble:
        note_look(System.PRINTING, trouble.reason, by=SYSTEM)
        return trouble.reason
    note_balances(found, by=SYSTEM)
    return _("%(count)d read.", count=count + len(found))
