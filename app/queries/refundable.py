"""What of a payment or a credit note can go back to the customer, in cents."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import CreditNote, DepositMovement, Invoice, Payment, PaymentPart, Refund
from app.models.deposit import PAID_WITH
from app.models.payment import PaymentMethodKind
from app.models.refund import RefundState, RefundWay


@dataclass(frozen=True, slots=True)
class Paid:
    """What a payment pays of an invoice now: `cents` of it, `deposit` of these for deposits, which go back on their own page; `credited` of the
    invoice were credited beyond what it owed, so that nothing is owed again for these.
    """

    invoice: Invoice
    cents: int
    deposit: int
    credited: int

    @property
    def free(self) -> int:
        """At most to be given back here."""
        return max(0, self.cents - self.deposit)


def paid_by(session: Session, payment: Payment) -> list[Paid]:
    """Invoices that the payment pays still, in the order in which it paid them."""
    query = (
        select(Invoice, func.sum(PaymentPart.cents))
        .join(PaymentPart, PaymentPart.invoice_id == Invoice.id)
        .where(PaymentPart.payment_id == payment.id)
        .group_by(Invoice.id)
        .having(func.sum(PaymentPart.cents) > 0)
        .order_by(func.min(PaymentPart.id))
    )
    return [_paid(session, payment, invoice, int(cents)) for invoice, cents in session.execute(query)]


def _paid(session: Session, payment: Payment, invoice: Invoice, cents: int) -> Paid:
    return Paid(invoice, cents, deposits_with(session, payment.id, invoice.id), max(0, -invoice.due_cents))


def deposits_with(session: Session, payment_id: int, invoice_id: int) -> int:
    """What deposits received of an invoice with this payment, less what was taken back since."""
    came = DepositMovement.key.like(f"{PAID_WITH}{payment_id}-%")
    mine = select(DepositMovement.id).where(DepositMovement.invoice_id == invoice_id, came)
    query = select(func.sum(DepositMovement.cents)).where(DepositMovement.id.in_(mine) | DepositMovement.reverses_id.in_(mine))
    return int(session.scalar(query) or 0)


def by_card_left(session: Session, payment: Payment) -> int:
    """What the vendor may still give back to the card of a payment; 0 for one that came otherwise."""
    if payment.kind is not PaymentMethodKind.CARD:
        return 0
    gone = select(func.sum(Refund.amount_cents)).where(
        Refund.payment_id == payment.id, Refund.way.in_((RefundWay.CARD, RefundWay.CHARGEBACK)), Refund.state != RefundState.REFUSED
    )
    return payment.amount_cents - int(session.scalar(gone) or 0)


def payment_behind(session: Session, note: CreditNote) -> Payment | None:
    """The newest payment of the invoice that a note corrects: the note's credit is money of it. None for a credit of its own (P12)."""
    if note.invoice_id is None:
        return None
    query = (
        select(Payment)
        .join(PaymentPart, PaymentPart.payment_id == Payment.id)
        .where(PaymentPart.invoice_id == note.invoice_id)
        .group_by(Payment.id)
        .having(func.sum(PaymentPart.cents) > 0)
        .order_by(Payment.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()
