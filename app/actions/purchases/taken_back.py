"""What is left of the credit that a purchase brought goes out of the wallet again, before its money goes back (W10)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.day_passes.end import end
from app.actions.fulfilments.want import wanted
from app.actions.wallets.ledger import check_reason, enter, lock
from app.core.errors import Refused
from app.models import DayPass, Fulfilment, Lot, Purchase
from app.models.fulfilment import FulfilmentState
from app.models.ledger import Account, EntryKind
from app.models.purchase import PurchaseStatus
from app.queries.fulfilments import brought_by
from app.rules.units import Unit
from app.work import Work


def take_credit_back(work: Work, row: Purchase, reason: str) -> tuple[int, int] | None:
    """(what was taken, what was given): the share of the price that goes back; (1, 1) for what brought nothing, or has not come yet. None while PaperCut is
    asked to take print credit back. The caller holds the organisation, and so does who gives: what came is seen here.

    Raises Refused when nothing is left.
    """
    fresh = {"populate_existing": True}
    seen = work.session.scalars(brought_by(row.adhoc_id).execution_options(**fresh)).one_or_none() if row.adhoc_id is not None else None
    if seen is None or row.status is PurchaseStatus.REFUNDED:
        return 1, 1
    lot = work.session.get(Lot, seen.lot_id) if seen.lot_id is not None else None
    if lot is not None:
        lock(work, lot.wallet_id)
        work.session.refresh(lot)
    given = work.lock(Fulfilment, seen.id)
    if given.goes_back:
        return (1, 1) if given.state is FulfilmentState.RETURNED else None
    if given.state in (FulfilmentState.DOING, FulfilmentState.UNKNOWN):
        raise Refused(_("%(what)s is on its way: wait until it is there.", what=row))
    if given.state is not FulfilmentState.DONE:
        given.reason = ""
        Fulfilment.moves.move(given, "take_back")
        return 1, 1
    if given.days:
        return _days_back(work, row, given)
    if given.unit is Unit.PRINTING:
        _ask_papercut(work, row, given, check_reason(reason))
        return None
    assert lot is not None, "what was given to a wallet names its lot"
    left = min(lot.balance_cents - lot.reserved_cents, given.cents)
    if left <= 0:
        raise Refused(_("The credit of %(what)s is spent.", what=row))
    cause = f"{given.key}:back"
    enter(work, lot, EntryKind.ADJUST, Account.CASH_CLEARING, -left, key=cause, cause=cause, reason=_("%(what)s is refunded.", what=row))
    given.returned_cents += left
    if given.returned_cents == given.cents:
        Fulfilment.moves.move(given, "take_back")
    return left, given.cents


def _days_back(work: Work, row: Purchase, given: Fulfilment) -> tuple[int, int]:
    """The days of a day pass that nobody used; it ends."""
    day_pass = work.session.scalars(select(DayPass).where(DayPass.key == given.key).with_for_update()).one()
    left, days = day_pass.days - day_pass.used, day_pass.days
    if left <= 0:
        raise Refused(_("The days of %(what)s are used up.", what=row))
    end(work, day_pass, _("%(what)s is refunded.", what=row))
    if left == days:
        Fulfilment.moves.move(given, "take_back")
    return left, days


def _ask_papercut(work: Work, row: Purchase, given: Fulfilment, reason: str) -> None:
    """A job takes all of it back there, if so much is left, and the money goes back after that. Nobody prints on it meanwhile and is refunded as well."""
    if row.status not in (PurchaseStatus.PAID, PurchaseStatus.FULFILLED):
        raise Refused(_("%(what)s is on an invoice that is not paid: credit its line there.", what=row))
    given.reason, given.back_reason, given.back_by, given.balance_before_cents = "", reason, work.by.name, None
    Fulfilment.moves.move(given, "ask_back")
    work.emit(wanted(given))
