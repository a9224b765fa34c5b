"""Note what settles invoices and the books do not know yet: payments, deposits, credit notes, and what was taken back of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from app.access.actor import Actor
from app.core.events import Event
from app.models.deposit import PAID_WITH
from app.queries.xero_entries import open_books
from app.work import transaction


@dataclass(frozen=True)
class EntriesWanted(Event):
    """There is something to tell to these books."""

    connection_id: int


READY = """
    JOIN location l ON l.id = i.location_id AND l.xero_connection_id IS NOT NULL
    WHERE i.xero_id IS NOT NULL AND (CAST(:invoice AS bigint) IS NULL OR i.id = :invoice)
      AND EXISTS (SELECT FROM step t WHERE t.invoice_id = i.id AND t.name = 'xero_check' AND t.state = 'done')
"""
KEY = "'foyer-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)"
PAYMENTS = f"""
INSERT INTO xero_entry (xero_connection_id, invoice_id, kind, till, payment_part_id, cents, dated, key)
SELECT l.xero_connection_id, i.id, 'payment', p.kind, s.id, s.cents, CASE WHEN s.refund_id IS NULL THEN s.applied_on ELSE p.received_on END, {KEY}
FROM payment_part s JOIN payment p ON p.id = s.payment_id JOIN invoice i ON i.id = s.invoice_id {READY}
  AND (CAST(:payment AS bigint) IS NULL OR p.id = :payment) AND s.cents > 0 AND NOT EXISTS (SELECT FROM payment_part b WHERE b.reverses_id = s.id)
  AND NOT EXISTS (SELECT FROM xero_entry e WHERE e.payment_part_id = s.id)
ORDER BY s.id ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608 - constants of this file
DEPOSITS = f"""
INSERT INTO xero_entry (xero_connection_id, invoice_id, kind, till, deposit_movement_id, cents, dated, key)
SELECT l.xero_connection_id, i.id, 'payment', CASE m.kind WHEN 'applied' THEN 'deposit' ELSE 'eft' END, m.id, abs(m.cents), m.date, {KEY}
FROM deposit_movement m JOIN invoice i ON i.id = m.invoice_id {READY}
  AND m.kind IN ('received', 'applied') AND m.reverses_id IS NULL AND NOT starts_with(m.key, '{PAID_WITH}')
  AND NOT EXISTS (SELECT FROM xero_entry e WHERE e.deposit_movement_id = m.id)
ORDER BY m.id ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608
CREDIT_NOTES = f"""
INSERT INTO xero_entry (xero_connection_id, invoice_id, kind, credit_note_id, cents, dated, key)
SELECT l.xero_connection_id, i.id, 'allocation', used.note, used.cents - coalesce(told.cents, 0), (now() AT TIME ZONE l.zone)::date, {KEY}
FROM (
    SELECT note, invoice, sum(cents)::bigint AS cents FROM (
        SELECT id AS note, invoice_id AS invoice, applied_cents AS cents FROM credit_note
        UNION ALL SELECT credit_note_id, invoice_id, cents FROM credit_note_part
    ) each_use GROUP BY note, invoice
) used
JOIN credit_note n ON n.id = used.note JOIN invoice i ON i.id = used.invoice
LEFT JOIN (SELECT credit_note_id, invoice_id, sum(cents) AS cents FROM xero_entry GROUP BY credit_note_id, invoice_id) told
    ON told.credit_note_id = used.note AND told.invoice_id = used.invoice
{READY}
  AND used.cents > coalesce(told.cents, 0) AND n.xero_id IS NOT NULL
  AND EXISTS (SELECT FROM step t WHERE t.credit_note_id = n.id AND t.name = 'xero_check' AND t.state = 'done')
RETURNING xero_connection_id
"""  # noqa: S608
REMOVALS = f"""
INSERT INTO xero_entry (xero_connection_id, invoice_id, kind, removes_id, cents, dated, key)
SELECT e.xero_connection_id, e.invoice_id, 'removal', e.id, e.cents, m.date, {KEY}
FROM deposit_movement m JOIN xero_entry e ON e.deposit_movement_id = m.reverses_id
WHERE (CAST(:invoice AS bigint) IS NULL OR e.invoice_id = :invoice) AND NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id)
ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608
PARTS_BACK = f"""
INSERT INTO xero_entry (xero_connection_id, invoice_id, kind, removes_id, cents, dated, key)
SELECT e.xero_connection_id, e.invoice_id, 'removal', e.id, e.cents, b.applied_on, {KEY}
FROM payment_part b JOIN xero_entry e ON e.payment_part_id = b.reverses_id
WHERE (CAST(:payment AS bigint) IS NULL OR b.payment_id = :payment) AND (CAST(:invoice AS bigint) IS NULL OR e.invoice_id = :invoice)
  AND NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id)
ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608


def want_entries(*, payment_id: int | None = None, invoice_id: int | None = None, by: Actor) -> None:
    """Of one payment, of one invoice, or of all; each once. A job tells them to the books."""
    with transaction(by=by) as work:
        work.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('xero_entry'))"))  # what is missing is counted, by one at a time
        told = {"payment": payment_id, "invoice": invoice_id}
        of_payments = (PAYMENTS, PARTS_BACK)
        sources = of_payments if payment_id is not None else (*of_payments, DEPOSITS, CREDIT_NOTES, REMOVALS)
        found = {row[0] for source in sources for row in work.session.execute(text(source), told if source in of_payments else {"invoice": invoice_id})}
        if payment_id is None and invoice_id is None:
            found |= set(open_books(work.session))
        work.emit_all([EntriesWanted(connection_id) for connection_id in sorted(found)])
