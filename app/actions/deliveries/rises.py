"""Is a letter about prices still true? It names rises, and one that was undone while it waited is not told of."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import AccountLetter, Delivery
from app.models.delivery import PRICES
from app.queries.escalations.letters import rises_of


def rises_named(session: Session, row: Delivery) -> tuple[int, ...]:
    """The rises that the letter is true of at this moment; none in any other mail."""
    if row.kind not in PRICES:
        return ()
    return tuple(each.id for each in rises_of(session, session.get_one(AccountLetter, row.letter_id)))


def why_no_rise(session: Session, row: Delivery) -> str:
    """In words; empty when it may go. Who undoes a rise holds the delivery of its letter: asked while it is held, none is undone in between."""
    return _("The rise was undone before the mail went.") if row.kind in PRICES and not rises_named(session, row) else ""
