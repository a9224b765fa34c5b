"""Refund a purchase: what is left of the credit is taken back, its share is credited, and the money goes where it came from (I11, W10)."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.credit_notes.create import create_credit_note
from app.actions.credit_notes.give_back import give_back
from app.actions.invoices.locked import hold_organisation
from app.actions.payments.refund import refund_payment
from app.actions.purchases.credits import return_payment
from app.actions.purchases.taken_back import take_credit_back
from app.actions.wallets.ledger import check_reason
from app.core.errors import Refused
from app.core.money import rounded
from app.models import Adhoc, CreditNote, CreditNoteLine, Fulfilment, Invoice, InvoiceLine, Payment, PaymentPart, Purchase
from app.models.payment import PaymentMethodKind
from app.models.purchase import PayWay, PurchaseStatus
from app.models.refund import RefundWay
from app.queries.fulfilments import charge_of
from app.work import Work, transaction


def refund_purchase(purchase_id: int, *, reason: str = "", by: Actor) -> Purchase:
    """All of a thing; of credit the share that is not spent. A second time changes nothing. Cards get the money back by a job, credits at once;
    what came by EFT, or was on a monthly invoice or on a month below zero, is the organisation's credit, which staff refund or which pays what comes next. Print credit is taken back
    at PaperCut first, by a job, and nothing is refunded where less of it is left.

    Raises Refused for what is not paid, and credit that is spent.
    """
    with transaction(by=by) as work:
        seen = work.get(Purchase, purchase_id)
        require(by, Permission.PURCHASE_REFUND, seen)
        hold_organisation(work, seen.organisation_id)
        taken = take_credit_back(work, seen, reason)
        row = work.lock(Purchase, purchase_id)
        if row.status is PurchaseStatus.REFUNDED or taken is None:
            return row
        reason = check_reason(reason)
        if row.status is PurchaseStatus.STARTED:
            _take_off(work, row)
        elif row.status not in (PurchaseStatus.PAID, PurchaseStatus.FULFILLED):
            raise Refused(_("%(what)s is not paid, so nothing goes back.", what=row))
        else:
            _give_back(work, row, *taken, reason)
        Purchase.moves.move(row, "refund")
    return row


def refund_taken_back(fulfilment_id: int, *, by: Actor) -> Purchase:
    """PaperCut has its credit back: the money goes, in the name of who asked for it. Safe to repeat."""
    with transaction(by=by) as work:
        given = work.get(Fulfilment, fulfilment_id)
        query = select(Purchase.id).where(Purchase.adhoc_id == charge_of(work.session, given).id)
        return refund_purchase(work.session.scalars(query).one(), reason=given.back_reason, by=replace(by, name=given.back_by))


def _take_off(work: Work, row: Purchase) -> None:
    """Of the next invoice, while it waits for it."""
    charge = work.lock(Adhoc, row.adhoc_id or 0)
    if charge.invoiced_at is not None:
        below_zero = work.session.scalars(_on_credit(row)).one_or_none()
        if below_zero is not None:
            raise Refused(
                _("%(what)s is on %(note)s, which is not sent yet: it can be refunded once it is.", what=row, note=below_zero.credit_note)
            )
        raise Refused(_("%(what)s is on an invoice that is not paid: credit its line there.", what=row))
    row.adhoc_id = None
    work.session.flush()
    work.session.delete(charge)


def _give_back(work: Work, row: Purchase, share: int, of: int, reason: str) -> None:
    """`share` of `of` parts of each line that billed it. What a month below zero billed goes back by a credit note of its own (P12)."""
    if row.credit_note_id is not None:
        line = work.session.scalars(_on_credit(row)).one()
        net = rounded(-line.net_cents * share, of)
        row.refunded_cents = min(give_back(work, line, net, reason).total_cents, row.total_cents) if net else 0
        return
    lines = work.session.scalars(_lines(row)).all()
    amounts = {line.id: rounded(line.net_cents * share, of) for line in lines}
    if row.total_cents:
        note = create_credit_note(
            row.invoice_id or 0, None if share == of and row.way is not PayWay.NEXT_INVOICE else amounts, reason, by=work.by
        )
        row.refunded_cents = min(note.total_cents, row.total_cents)
        _pay_back(work, row, note.total_cents, reason)


def _on_credit(row: Purchase) -> Select[CreditNoteLine]:
    """The line of a month below zero that bills it; a note that gives something back may name the same charge."""
    return select(CreditNoteLine).join(CreditNote).where(CreditNoteLine.adhoc_id == row.adhoc_id, CreditNote.run_id.is_not(None))


def _lines(row: Purchase) -> Select[InvoiceLine]:
    """A purchase's own invoice has nothing else; of a monthly one it is the line of its charge."""
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == row.invoice_id).order_by(InvoiceLine.position)
    return query.where(InvoiceLine.adhoc_id == row.adhoc_id) if row.way is PayWay.NEXT_INVOICE else query


def _pay_back(work: Work, row: Purchase, cents: int, reason: str) -> None:
    """To whatever paid it: credits first, where a card paid their rest."""
    if row.way is PayWay.NEXT_INVOICE:
        return
    paid = (
        select(Payment, func.sum(PaymentPart.cents))
        .join(PaymentPart, PaymentPart.payment_id == Payment.id)
        .where(PaymentPart.invoice_id == row.invoice_id)
    )
    for payment, part in work.session.execute(paid.group_by(Payment.id).order_by(Payment.id.desc())).all():
        back = min(cents, int(part))
        if back <= 0:
            continue
        cents -= back
        if payment.kind is PaymentMethodKind.WALLET:
            return_payment(work, row, work.lock(Payment, payment.id), work.lock(Invoice, row.invoice_id or 0), back, reason)
        elif payment.kind is PaymentMethodKind.CARD:
            key = f"purchase-{row.id}"
            refund_payment(
                payment.id, key=key, amount_cents=back, way=RefundWay.CARD.value, invoice_id=row.invoice_id, reason=reason, by=work.by
            )
