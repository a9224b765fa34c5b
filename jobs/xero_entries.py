"""What moves money, into Xero, each once: payments, credit and refunds by the batch, what is set against invoices one by one, what was taken back taken out (I5)."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.xero.tell_entries import take_entries
from app.actions.xero.want_entries import want_entries
from app.core.entity import db
from app.integrations.errors import Pause
from app.models import CreditNote, Refund, XeroConnection, XeroEntry
from app.models.xero_entry import EntryKind
from app.queries.xero_entries import tellings
from app.queries.xero_papers import PaperKind
from jobs import job
from jobs.xero_credit import allocate, receive, remove, spend
from jobs.xero_outcomes import minding
from jobs.xero_payments import pay
from jobs.xero_token import books_at

BATCHES_A_JOB = 10
GOES_ON = 1  # seconds


@job(queue="xero", timeout=60)
def note_payment(payment_id: int) -> None:
    """Money came in: what it paid, and what is left of it, is to be told."""
    want_entries(payment_id=payment_id, by=SYSTEM)


@job(queue="xero", timeout=60)
def note_refund(refund_id: int) -> None:
    """Money went back, out of a payment or of a credit note."""
    refund = db.session.get_one(Refund, refund_id)
    payment_id, note_id = refund.payment_id, refund.credit_note_id
    db.session.rollback()
    want_entries(payment_id=payment_id, credit_note_id=note_id, by=SYSTEM)


@job(queue="xero", timeout=60)
def note_credit(credit_note_id: int) -> None:
    """Credit of a credit note paid an invoice."""
    want_entries(credit_note_id=credit_note_id, by=SYSTEM)


@job(queue="xero", timeout=60)
def note_deposit(deposit_id: int) -> None:
    """Money of a deposit paid an invoice, went back, or neither after all."""
    want_entries(deposit_id=deposit_id, by=SYSTEM)


@job(queue="xero", timeout=60)
def note_document(kind: str, document_id: int) -> None:
    """A document is in Xero: what settled it, or what it settles, may follow."""
    if kind == PaperKind.INVOICE:
        want_entries(invoice_id=document_id, by=SYSTEM)
        return
    invoice_id = db.session.get_one(CreditNote, document_id).invoice_id
    db.session.rollback()
    if invoice_id is not None:
        want_entries(invoice_id=invoice_id, by=SYSTEM)
    want_entries(credit_note_id=document_id, by=SYSTEM)


@job(queue="xero", timeout=300)
def tell(connection_id: int) -> None:
    """Everything that these books are to be told and can be. Safe to run twice and to be killed anywhere."""
    tenant_id = db.session.get_one(XeroConnection, connection_id).tenant_id
    db.session.rollback()
    seen: set[str] = set()
    for kind, act in ORDER:
        for _round in range(BATCHES_A_JOB):
            batch = take_entries(connection_id, kind, besides=seen, by=SYSTEM)
            if batch is None:
                break
            seen.add(batch.call_key)
            with minding(batch, of=XeroEntry):
                told = tellings(db.session(), batch.step_ids)
                db.session.rollback()  # no transaction stays open while the vendor is asked
                act(books_at(connection_id, tenant_id), connection_id, batch, told)
        else:
            raise Pause("There is more than one job should take.", after=GOES_ON)


# What is taken out makes room for what is left of it; what comes in this very time may be taken out again as well.
ORDER = (
    (EntryKind.REMOVAL, remove),
    (EntryKind.PAYMENT, pay),
    (EntryKind.OVERPAYMENT, receive),
    (EntryKind.USE, allocate),
    (EntryKind.ALLOCATION, allocate),
    (EntryKind.REFUND, pay),
    (EntryKind.SPENT, spend),
    (EntryKind.REMOVAL, remove),
)
