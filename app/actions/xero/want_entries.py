"""Note what money did that the books do not know yet: payments, credit, deposits, credit notes, refunds, and what was taken back of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.xero.want_of_deposits import want_of_deposits
from app.actions.xero.want_of_notes import want_of_notes
from app.actions.xero.want_of_payments import want_of_payments
from app.core.events import Event
from app.core.one_at_a_time import one_at_a_time
from app.models import CreditNote, PaymentPart
from app.queries.xero_entries import open_books
from app.work import transaction


@dataclass(frozen=True)
class EntriesWanted(Event):
    """There is something to tell to these books."""

    connection_id: int


def want_entries(
    *,
    payment_id: int | None = None,
    invoice_id: int | None = None,
    credit_note_id: int | None = None,
    deposit_id: int | None = None,
    by: Actor,
) -> None:
    """Of one payment, one invoice, one credit note or one deposit, or of all; each once. A job tells them to the books."""
    with transaction(by=by) as work:
        one_at_a_time(work.session, "xero_entry")  # what is missing is counted, by one at a time
        found: set[int] = set()
        if credit_note_id is None and deposit_id is None:
            found |= want_of_payments(work, payment_id=payment_id, invoice_id=invoice_id)
        if payment_id is None and credit_note_id is None:
            found |= want_of_deposits(work, invoice_id=invoice_id, deposit_id=deposit_id)
        if payment_id is None and deposit_id is None:
            found |= want_of_notes(work, invoice_id=invoice_id, credit_note_id=credit_note_id)
        elif payment_id is not None:  # money that is taken back leaves the invoice to the credit notes that were made of it
            about = (
                select(CreditNote.id)
                .join(PaymentPart, PaymentPart.invoice_id == CreditNote.invoice_id)
                .where(PaymentPart.payment_id == payment_id)
            )
            for note_id in work.session.scalars(about.distinct().order_by(CreditNote.id)).all():
                found |= want_of_notes(work, invoice_id=None, credit_note_id=note_id)
        if all(each is None for each in (payment_id, invoice_id, credit_note_id, deposit_id)):
            found |= set(open_books(work.session))
        work.emit_all([EntriesWanted(connection_id) for connection_id in sorted(found)])
