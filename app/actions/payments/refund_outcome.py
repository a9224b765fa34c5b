"""What becomes of a refund that the card provider is asked for: asked, confirmed, refused, or lost; each safe to repeat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.paid import OPEN, pay
from app.actions.payments.events import PaymentRefunded
from app.actions.payments.take import locked
from app.core.clock import today
from app.core.errors import Refused
from app.models import CreditNote, Payment, PaymentPart, Refund
from app.models.refund import RefundState
from app.queries.deposits import payable
from app.work import Work, transaction


def ask_refund(refund_id: int, before_cents: int, *, by: Actor) -> bool:
    """Stored before the call: from now on the refund is only looked at. False where somebody else asks already."""
    with _held(refund_id, by) as (_work, row):
        if row.state is not RefundState.WANTED:
            return False
        row.before_cents = before_cents
        Refund.moves.move(row, "ask")
    return True


def unask_refund(refund_id: int, *, by: Actor) -> None:
    """Nothing happened over there: it may be asked again."""
    with _held(refund_id, by) as (_work, row):
        if row.state is RefundState.ASKED:
            Refund.moves.move(row, "unask")


def lose_refund(refund_id: int, *, by: Actor) -> None:
    """The answer was lost."""
    with _held(refund_id, by) as (_work, row):
        if row.state is RefundState.ASKED:
            Refund.moves.move(row, "lose")


def confirm_refund(refund_id: int, *, by: Actor) -> None:
    """The money went back."""
    with _held(refund_id, by) as (work, row):
        if Refund.moves.may(row, "confirm"):
            Refund.moves.move(row, "confirm")
            work.emit(PaymentRefunded(row.id))


def refuse_refund(refund_id: int, told: str, *, by: Actor) -> None:
    """The money stayed: what was to pay the refund is back where it was, as far as its invoice has not been paid otherwise since."""
    with _held(refund_id, by) as (work, row):
        if Refund.moves.may(row, "refuse"):
            _undo(work, row)
            Refund.moves.move(row, "refuse")
            row.told = told[:300]


def decide_refund(refund_id: int, *, went_out: bool, by: Actor) -> Refund:
    """What a person saw at the card provider, where its answer was lost. Raises Refused for a refund whose outcome is known."""
    with transaction(by=by) as work:
        row = work.get(Refund, refund_id)
        require(by, Permission.PAYMENT_WRITE, row)
        if row.state is not RefundState.UNKNOWN:
            raise Refused(_("The outcome of this refund is known."))
        if went_out:
            confirm_refund(refund_id, by=by)
        else:
            refuse_refund(refund_id, _("%(name)s looked: it did not go out.", name=by.name), by=by)
    return row


@contextmanager
def _held(refund_id: int, by: Actor) -> Iterator[tuple[Work, Refund]]:
    with transaction(by=by) as work:
        hold_organisation(work, work.get(Refund, refund_id).organisation_id)
        yield work, work.lock(Refund, refund_id)


def _undo(work: Work, row: Refund) -> None:
    if row.credit_note_id is not None:
        work.lock(CreditNote, row.credit_note_id).spent_cents -= row.amount_cents
        return
    if row.payment_id is None:
        return
    payment = work.lock(Payment, row.payment_id)
    payment.refunded_cents -= row.amount_cents
    back = row.amount_cents
    taken = (
        select(PaymentPart.invoice_id, -func.sum(PaymentPart.cents)).where(PaymentPart.refund_id == row.id).group_by(PaymentPart.invoice_id)
    )
    for invoice_id, cents in work.session.execute(taken).all():
        (invoice,) = locked(work, [invoice_id])
        part = min(int(cents), max(0, payable(work.session, invoice))) if invoice.status in OPEN else 0
        if part:
            work.add(PaymentPart(payment_id=payment.id, invoice_id=invoice_id, cents=part, applied_on=today(payment.location.zone)))
            pay(work, invoice, part)
            back -= part
    payment.credit_cents += back
