"""What is left of the credit that a purchase brought goes out of the wallet again, before its money goes back (W10)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.wallets.ledger import enter, lock
from app.core.errors import Refused
from app.core.money import plain
from app.models import Access, Fulfilment, InvoiceLine, Lot, Purchase
from app.models.fulfilment import FulfilmentState
from app.models.ledger import Account, EntryKind
from app.models.purchase import PurchaseStatus
from app.rules.access import System
from app.rules.units import Unit
from app.work import Work


def take_credit_back(work: Work, row: Purchase, *, by: Actor) -> tuple[int, int]:
    """(what was taken, what was given): the share of the price that goes back; (1, 1) for what brought nothing, or has not come yet.

    Raises Refused when nothing is left, and for print credit, which PaperCut has.
    """
    brought = select(Fulfilment).join(InvoiceLine, InvoiceLine.id == Fulfilment.invoice_line_id).where(InvoiceLine.adhoc_id == row.adhoc_id)
    seen = work.session.scalars(brought).one_or_none() if row.adhoc_id is not None else None
    if seen is None or row.status is PurchaseStatus.REFUNDED:
        return 1, 1
    lot = work.session.get(Lot, seen.lot_id) if seen.lot_id is not None else None
    if lot is not None:
        lock(work, lot.wallet_id)
        work.session.refresh(lot)
    given = work.lock(Fulfilment, seen.id)
    if given.state in (FulfilmentState.DOING, FulfilmentState.UNKNOWN):
        raise Refused(_("%(what)s is on its way: wait until it is there.", what=row))
    if given.state is not FulfilmentState.DONE:
        given.reason = ""
        Fulfilment.moves.move(given, "take_back")
        return 1, 1
    if given.unit is Unit.PRINTING or lot is None:
        raise Refused(_at_papercut(work, row, given))
    left = min(lot.balance_cents - lot.reserved_cents, given.cents)
    if left <= 0:
        raise Refused(_("The credit of %(what)s is spent.", what=row))
    cause = f"{given.key}:back"
    enter(work, lot, EntryKind.ADJUST, Account.CASH_CLEARING, -left, key=cause, cause=cause, reason=_("%(what)s is refunded.", what=row))
    given.returned_cents += left
    if given.returned_cents == given.cents:
        Fulfilment.moves.move(given, "take_back")
    return left, given.cents


def _at_papercut(work: Work, row: Purchase, given: Fulfilment) -> str:
    """What a person has to do there, with what PaperCut last said is left of all the print credit of that person."""
    mine = select(Access).where(Access.user_id == given.user_id, Access.system == System.PRINTING, Access.balance_cents.is_not(None))
    known = work.session.scalars(mine.limit(1)).one_or_none()
    words = _("The print credit of %(what)s is at PaperCut already. Take off there what is left, and credit the invoice.", what=row)
    if known is None or known.balance_cents is None:
        return words
    left = _("%(name)s has %(left)s of print credit left, of %(given)s that this purchase brought.", name=given.user, left=plain(known.balance_cents), given=plain(given.cents))
    return f"{left} {words}"
