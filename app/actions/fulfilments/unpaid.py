"""Credits whose payment the card's bank took back: out of their lots, and back again once their invoice is paid (W10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.actions.wallets.charge_back import put_back, take_out
from app.actions.wallets.ledger import lock
from app.core.money import rounded
from app.models import Fulfilment, Invoice, LedgerEntry, Lot, Organisation, PaymentPart
from app.models.fulfilment import FulfilmentState
from app.models.invoice import InvoiceStatus
from app.queries.fulfilments import what_it_brings
from app.queries.settings import setting
from app.queries.wallets.bought import still_bought
from app.work import Work

SETTING = "fulfil"
ON_PAID, ON_SENT = "on_paid", "on_sent"
WHEN = (ON_PAID, ON_SENT)


def is_due(work: Work, invoice: Invoice) -> bool:
    """Does it bring now what its lines promise? Once it is paid, or sent to who buys on account, where the house says so."""
    if invoice.status is InvoiceStatus.PAID:
        return True
    if invoice.status not in (InvoiceStatus.SENT, InvoiceStatus.PART_PAID) or setting(work.session, SETTING, ON_PAID) != ON_SENT:
        return False
    return invoice.run_id is not None and work.session.get_one(Organisation, invoice.organisation_id).buys_on_account


def was_taken_back(work: Work, invoice: Invoice) -> bool:
    """Something paid of it went back, and what it brings is not due any more; never true of one that nobody paid yet."""
    if is_due(work, invoice):
        return False
    gone = select(PaymentPart.id).where(PaymentPart.invoice_id == invoice.id, PaymentPart.reverses_id.is_not(None)).limit(1)
    return work.session.scalar(gone) is not None


def take_out_bought(work: Work, refund_id: int, back: Sequence[tuple[Invoice, int]]) -> None:
    """Of each invoice so many cents are not paid any more: as large a share of the credits that it brought goes, spent or not, and all of them where
    nothing of it is paid, whatever else of it was credited. What is brought without a payment stays. The caller holds the organisation, and the
    invoices as they are now.
    """
    shares: dict[int | None, tuple[int, int]] = {}
    for invoice, gone in back:
        if not is_due(work, invoice):
            shares[invoice.id] = (gone if invoice.paid_cents > 0 else invoice.total_cents, invoice.total_cents)
    for row, lot in _given(work, shares):
        gone, of = shares[row.invoice_id]
        taken = min(rounded(row.cents * gone, of), still_bought(work.session, lot.id))
        if taken > 0:
            take_out(work, lot, taken, cause=f"{_taken(row)}{refund_id}", reason=_("Its payment was taken back by the card's bank."))


def put_back_bought(work: Work, invoice: Invoice) -> None:
    """What was taken out of the lots of an invoice that is paid again, except of lines that were credited meanwhile. Safe to repeat: each comes back
    once, under a key of its own. The caller holds the organisation and the invoice.
    """
    owed = {each.line_id for each in what_it_brings(work.session, invoice)}
    for row, lot in _given(work, [invoice.id]):
        taken = select(LedgerEntry.cause, func.sum(LedgerEntry.cents)).where(
            LedgerEntry.lot_id == lot.id, LedgerEntry.cause.startswith(_taken(row), autoescape=True)
        )
        for cause, cents in work.session.execute(taken.group_by(LedgerEntry.cause).order_by(LedgerEntry.cause)).all():
            if row.invoice_line_id in owed:
                put_back(work, lot, -int(cents), cause=f"repaid:{cause}", reason=_("%(invoice)s is paid again.", invoice=invoice))


def _taken(row: Fulfilment) -> str:
    """How the causes of what was taken out begin; the number of the chargeback follows."""
    return f"chargeback:{row.key}:"


def _given(work: Work, invoice_ids: Iterable[int | None]) -> list[tuple[Fulfilment, Lot]]:
    """What these invoices gave to wallets, with present values, the wallets locked."""
    given = (
        select(Fulfilment, Lot)
        .join(Lot, Lot.id == Fulfilment.lot_id)
        .where(Fulfilment.invoice_id.in_(invoice_ids), Fulfilment.state == FulfilmentState.DONE)
    )
    found = work.session.execute(given.order_by(Fulfilment.id)).all()
    lock(work, *(lot.wallet_id for _row, lot in found))
    for _row, lot in found:
        work.session.refresh(lot)
    return [(row, lot) for row, lot in found]
