"""What settles invoices into Xero, each once: payments by the batch, credit notes set against their invoices, what was taken back taken out (I5)."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.steps.batch import Batch, fail
from app.actions.xero.tell_entries import record_entries, take_entries
from app.actions.xero.want_entries import want_entries
from app.core.entity import db
from app.integrations.errors import Retry
from app.integrations.xero import PaymentForXero, Refusal, Xero
from app.models import CreditNote, Refund, XeroConnection, XeroEntry
from app.models.xero_entry import EntryKind
from app.queries.xero_entries import Telling, tellings
from app.queries.xero_papers import PaperKind
from jobs import job
from jobs.xero_outcomes import minding
from jobs.xero_token import books_at

BATCHES_A_JOB = 10
GOES_ON = 1  # seconds


@job(queue="xero", timeout=60)
def note_payment(payment_id: int) -> None:
    """Money came in: what it paid is to be told."""
    want_entries(payment_id=payment_id, by=SYSTEM)


@job(queue="xero", timeout=60)
def note_refund(refund_id: int) -> None:
    """Money went back: what it had paid is to be taken out."""
    payment_id = db.session.get_one(Refund, refund_id).payment_id
    db.session.rollback()
    if payment_id is not None:
        want_entries(payment_id=payment_id, by=SYSTEM)


@job(queue="xero", timeout=60)
def note_document(kind: str, document_id: int) -> None:
    """A document is in Xero: what settled it, or what it settles, may follow."""
    invoice_id = document_id if kind == PaperKind.INVOICE else db.session.get_one(CreditNote, document_id).invoice_id
    db.session.rollback()
    if invoice_id is not None:
        want_entries(invoice_id=invoice_id, by=SYSTEM)


@job(queue="xero", timeout=300)
def tell(connection_id: int) -> None:
    """Everything that these books are to be told and can be. Safe to run twice and to be killed anywhere."""
    tenant_id = db.session.get_one(XeroConnection, connection_id).tenant_id
    db.session.rollback()
    for kind, act in ORDER:
        for _round in range(BATCHES_A_JOB):
            batch = take_entries(connection_id, kind, by=SYSTEM)
            if batch is None:
                break
            with minding(batch, connection_id, of=XeroEntry):
                told = tellings(db.session(), batch.step_ids)
                db.session.rollback()  # no transaction stays open while the vendor is asked
                act(books_at(connection_id, tenant_id), batch, told)
        else:
            raise Retry("There is more than one job should take.", after=GOES_ON)


def _pay(xero: Xero, batch: Batch, told: list[Telling]) -> None:
    if batch.uncertain:
        found = xero.find_payments([one.reference for one in told])
        record_entries({one.id: found[one.reference].xero_id for one in told if one.reference in found}, by=SYSTEM)
        told = [one for one in told if one.reference not in found]
        if not told:
            return
    sent = [PaymentForXero(one.invoice_id, one.cents, one.dated, one.account_code, one.reference) for one in told]
    # of a batch that had its effect in part the rest is another body, which must not go under the same key
    answers = xero.record_payments(sent, key=batch.call_key if len(told) == len(batch.step_ids) else f"{batch.call_key}-{told[0].id}")
    record_entries({one.id: answer.xero_id for one, answer in zip(told, answers, strict=True) if not isinstance(answer, Refusal)}, by=SYSTEM)
    for one, answer in zip(told, answers, strict=True):
        if isinstance(answer, Refusal):
            fail([one.id], answer.reason, of=XeroEntry, by=SYSTEM)


def _allocate(xero: Xero, batch: Batch, told: list[Telling]) -> None:
    (one,) = told
    note = one.credit_note_id or ""
    if not batch.uncertain or xero.allocated(note).count((one.invoice_id, one.cents)) <= one.alike:
        xero.allocate_credit(note, one.invoice_id, amount=one.cents, on=one.dated, key=batch.call_key)
    record_entries({one.id: note}, by=SYSTEM)


def _remove(xero: Xero, batch: Batch, told: list[Telling]) -> None:
    (one,) = told
    if one.removes is not None:  # else it never came to the books, and there is nothing to take out
        xero.remove_payment(one.removes, key=batch.call_key)
    record_entries({one.id: one.removes or ""}, by=SYSTEM)


# What is taken out makes room for what is left of it; what comes in this very time may be taken out again as well.
ORDER = ((EntryKind.REMOVAL, _remove), (EntryKind.PAYMENT, _pay), (EntryKind.ALLOCATION, _allocate), (EntryKind.REMOVAL, _remove))
