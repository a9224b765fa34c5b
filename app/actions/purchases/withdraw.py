"""A purchase that nobody paid ends: its invoice, which nobody received, is void, and nothing is owed (U3, I11)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select, update

from app.access.actor import SYSTEM, Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.wallets.end_reserves import end_reserves
from app.core.clock import now
from app.core.errors import FoyerError, Refused
from app.models import Invoice, InvoiceLine, PaymentAttempt, Purchase, Step
from app.models.payment_attempt import UNDECIDED, AttemptState
from app.models.purchase import PurchaseStatus
from app.models.step import StepState
from app.work import Work, transaction

PATIENCE = dt.timedelta(hours=24)
LOOKS_FIRST = 2  # at the vendor's account, the second of them a day after somebody went to its page
WAITS = (PurchaseStatus.AWAITING_PAYMENT, PurchaseStatus.FAILED)


def withdraw_purchase(purchase_id: int, *, by: Actor) -> Purchase:
    """By who bought it, by staff, or by the house after a day; credits that were held for it are let go. Money that comes later all the same is the organisation's credit.

    Raises Refused once it is paid, and while a card is charged for it.
    """
    with transaction(by=by) as work:
        seen = work.get(Purchase, purchase_id)
        hold_organisation(work, seen.organisation_id)
        end_reserves(work, seen.cause)
        invoice = work.session.get_one(Invoice, seen.invoice_id, with_for_update=True, populate_existing=True) if seen.invoice_id else None
        row = work.lock(Purchase, purchase_id)
        if by.is_staff:
            require(by, Permission.PURCHASE_WRITE, row)
        if invoice is None or not row.awaits_payment or invoice.paid_cents or invoice.credited_cents:
            raise Refused(_("%(what)s waits for no payment.", what=row))
        charged = select(PaymentAttempt.id).where(
            PaymentAttempt.invoice_id == invoice.id, PaymentAttempt.method_id.is_not(None), PaymentAttempt.state.in_(UNDECIDED)
        )
        if work.session.scalar(charged.limit(1)) is not None:
            raise Refused(_("A card is being charged for %(what)s at this moment; look again in a minute.", what=row))
        _void(work, invoice)
        Purchase.moves.move(row, "withdraw")
    return row


def withdraw_failed(purchase_id: int, *, by: Actor) -> None:
    """No card paid what credits left. Nothing where it is paid once more by now: it waits for that, or somebody is on the vendor's page. Safe to repeat.

    Raises Refused while a card is charged for it.
    """
    with transaction(by=by) as work:
        row = work.get(Purchase, purchase_id)
        hold_organisation(work, row.organisation_id)  # whoever asks for money, or hears of it, holds it too
        work.session.refresh(row)
        newest = select(PaymentAttempt).where(PaymentAttempt.invoice_id == row.invoice_id).order_by(PaymentAttempt.id.desc()).limit(1)
        last = work.session.scalars(newest.execution_options(populate_existing=True)).one_or_none()
        is_there = last is not None and last.method_id is None and last.state is AttemptState.OPEN
        if row.status is PurchaseStatus.FAILED and not is_there:
            withdraw_purchase(purchase_id, by=by)


def withdraw_stale() -> int:
    """Those that waited a day, and that the vendor's account does not know as paid by then; a transaction each. How many ended."""
    with transaction(by=SYSTEM) as work:
        stale = work.session.scalars(select(Purchase.id).where(*_is_stale()).order_by(Purchase.id).limit(500)).all()
    ended = 0
    for purchase_id in stale:
        try:
            ended += _end_stale(purchase_id)
        except FoyerError:  # a card is charged, or a part is paid: the next round looks again
            continue
    return ended


def _is_stale() -> tuple[ColumnElement[bool], ...]:
    page = PaymentAttempt.look_at.is_not(None) & (PaymentAttempt.looks < LOOKS_FIRST)
    paying = exists().where(PaymentAttempt.invoice_id == Purchase.invoice_id, page)
    return Purchase.status.in_(WAITS), Purchase.created_at < now() - PATIENCE, Purchase.invoice_id.is_not(None), ~paying


def _end_stale(purchase_id: int) -> bool:
    """Chosen once more while its organisation is held: who has gone to the vendor's page since then pays, and for nothing that is void."""
    with transaction(by=SYSTEM) as work:
        hold_organisation(work, work.get(Purchase, purchase_id).organisation_id)
        if work.session.scalar(select(Purchase.id).where(Purchase.id == purchase_id, *_is_stale())) is None:
            return False
        withdraw_purchase(purchase_id, by=SYSTEM)
    return True


def _void(work: Work, invoice: Invoice) -> None:
    Invoice.moves.move(invoice, "withdraw")
    invoice.void_reason = _("Nobody paid it.")
    work.session.execute(update(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).values(key=None))
    for step in work.session.scalars(select(Step).where(Step.invoice_id == invoice.id, Step.state != StepState.DONE)):
        step.state, step.reason = StepState.DONE, _("Not needed: the invoice is void.")
