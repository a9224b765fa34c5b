"""Note what money did that the books do not know yet: payments, credit, deposits, credit notes, refunds, and what was taken back of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, text

from app.access.actor import Actor
from app.actions.xero.want_of_notes import want_of_notes
from app.actions.xero.want_of_payments import want_of_payments
from app.core.events import Event
from app.models import CreditNote, PaymentPart
from app.models.deposit import PAID_WITH
from app.queries.xero_entries import NEW_KEY, READY, open_books
from app.work import transaction


@dataclass(frozen=True)
class EntriesWanted(Event):
    """There is something to tell to these books."""

    connection_id: int


DEPOSITS = f"""
INSERT INTO xero_entry (xero_connection_id, location_id, invoice_id, kind, till, deposit_movement_id, cents, dated, key)
SELECT l.xero_connection_id, i.location_id, i.id, 'payment', CASE m.kind WHEN 'applied' THEN 'deposit' ELSE 'eft' END, m.id, abs(m.cents), m.date, {NEW_KEY}
FROM deposit_movement m JOIN invoice i ON i.id = m.invoice_id JOIN location l ON l.id = i.location_id
WHERE (CAST(:invoice AS bigint) IS NULL OR i.id = :invoice) AND {READY}
  AND m.kind IN ('received', 'applied') AND m.reverses_id IS NULL AND NOT starts_with(m.key, '{PAID_WITH}')
  AND NOT EXISTS (SELECT FROM xero_entry e WHERE e.deposit_movement_id = m.id)
ORDER BY m.id ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608 - constants of ours
DEPOSITS_BACK = f"""
INSERT INTO xero_entry (xero_connection_id, location_id, invoice_id, kind, removes_id, cents, dated, key)
SELECT e.xero_connection_id, e.location_id, e.invoice_id, 'removal', e.id, e.cents, m.date, {NEW_KEY}
FROM deposit_movement m JOIN xero_entry e ON e.deposit_movement_id = m.reverses_id
WHERE (CAST(:invoice AS bigint) IS NULL OR e.invoice_id = :invoice) AND NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id)
ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608


def want_entries(*, payment_id: int | None = None, invoice_id: int | None = None, credit_note_id: int | None = None, by: Actor) -> None:
    """Of one payment, one invoice or one credit note, or of all; each once. A job tells them to the books."""
    with transaction(by=by) as work:
        work.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('xero_entry'))"))  # what is missing is counted, by one at a time
        found: set[int] = set()
        if credit_note_id is None:
            found |= want_of_payments(work, payment_id=payment_id, invoice_id=invoice_id)
        if payment_id is None and credit_note_id is None:
            told = {"invoice": invoice_id}
            found |= {row[0] for source in (DEPOSITS, DEPOSITS_BACK) for row in work.session.execute(text(source), told)}
        if payment_id is None:
            found |= want_of_notes(work, invoice_id=invoice_id, credit_note_id=credit_note_id)
        else:  # money that is taken back leaves the invoice to the credit notes that were made of it
            about = select(CreditNote.id).join(PaymentPart, PaymentPart.invoice_id == CreditNote.invoice_id).where(PaymentPart.payment_id == payment_id)
            for note_id in work.session.scalars(about.distinct().order_by(CreditNote.id)).all():
                found |= want_of_notes(work, invoice_id=None, credit_note_id=note_id)
        if payment_id is None and invoice_id is None and credit_note_id is None:
            found |= set(open_books(work.session))
        work.emit_all([EntriesWanted(connection_id) for connection_id in sorted(found)])
