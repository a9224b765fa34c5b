"""What the books are to be told of deposits: what paid an invoice, what went back to customers, and what was taken back of either (D3, I5)."""

from __future__ import annotations

from sqlalchemy import text

from app.models.deposit import PAID_WITH
from app.queries.xero_entries import NEW_KEY, READY
from app.work import Work

UNTOLD = "NOT EXISTS (SELECT FROM xero_entry e WHERE e.deposit_movement_id = m.id)"
MINE = "(CAST(:deposit AS bigint) IS NULL OR m.deposit_id = :deposit)"
# what a kept part paid is known when its charge is billed, and what that did not need is held again
MOVED = """
SELECT m.id, m.deposit_id, m.invoice_id, m.date, abs(m.cents) AS cents, CASE m.kind WHEN 'applied' THEN 'deposit' ELSE 'eft' END AS till
FROM deposit_movement m WHERE m.kind IN ('received', 'applied') AND m.reverses_id IS NULL AND NOT starts_with(m.key, :paid_with)
UNION ALL
SELECT m.id, m.deposit_id, n.invoice_id, m.date, -(m.cents + coalesce((SELECT sum(b.cents) FROM deposit_movement b WHERE b.reverses_id = m.id), 0))::bigint, 'deposit'
FROM deposit_movement m JOIN adhoc a ON a.kept_from_id = m.id JOIN invoice_line n ON n.adhoc_id = a.id JOIN invoice i ON i.id = n.invoice_id
WHERE m.kind = 'kept' AND m.reverses_id IS NULL AND i.status <> 'void'
"""
PAID = f"""
INSERT INTO xero_entry (xero_connection_id, location_id, invoice_id, kind, till, deposit_movement_id, cents, dated, key)
SELECT l.xero_connection_id, i.location_id, i.id, 'payment', m.till, m.id, m.cents, greatest(m.date, CASE m.till WHEN 'deposit' THEN i.issued_on END), {NEW_KEY}
FROM ({MOVED}) m JOIN invoice i ON i.id = m.invoice_id JOIN location l ON l.id = i.location_id
WHERE (CAST(:invoice AS bigint) IS NULL OR i.id = :invoice) AND {MINE} AND {READY} AND m.cents > 0 AND {UNTOLD}
ORDER BY m.id ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608 - constants of ours
# of before the books were connected, whoever kept them has it already
GONE = f"""
INSERT INTO xero_entry (xero_connection_id, location_id, kind, till, deposit_movement_id, cents, dated, key)
SELECT c.id, m.location_id, 'spent', 'eft', m.id, -m.cents, m.date, {NEW_KEY}
FROM deposit_movement m JOIN location l ON l.id = m.location_id JOIN xero_connection c ON c.id = l.xero_connection_id
WHERE CAST(:invoice AS bigint) IS NULL AND {MINE} AND m.kind = 'refunded' AND m.reverses_id IS NULL AND m.created_at > c.created_at AND {UNTOLD}
ORDER BY m.id ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608
BACK = f"""
INSERT INTO xero_entry (xero_connection_id, location_id, invoice_id, kind, removes_id, cents, dated, key)
SELECT e.xero_connection_id, e.location_id, e.invoice_id, 'removal', e.id, e.cents, m.date, {NEW_KEY}
FROM deposit_movement m JOIN xero_entry e ON e.deposit_movement_id = m.reverses_id
WHERE m.kind <> 'kept' AND (CAST(:invoice AS bigint) IS NULL OR e.invoice_id = :invoice) AND {MINE} AND NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id)
ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608


def want_of_deposits(work: Work, *, invoice_id: int | None, deposit_id: int | None) -> set[int]:
    """Whose books are to hear of something. Entries are counted by one at a time."""
    told = {"invoice": invoice_id, "deposit": deposit_id}
    found = {row[0] for row in work.session.execute(text(PAID), {**told, "paid_with": PAID_WITH})}
    return found | {row[0] for source in (GONE, BACK) for row in work.session.execute(text(source), told)}
