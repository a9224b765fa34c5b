"""What the books are to be told of credit notes: set against invoices, taken off them again, and refunded."""

from __future__ import annotations

from sqlalchemy import text

from app.core.clock import today
from app.models import Location, XeroEntry
from app.models.xero_entry import EntryKind
from app.queries.xero_entries import NEW_KEY, NOTE_READY, READY, new_key
from app.work import Work

# how much of each note is set against each invoice here, and how much of that the books were told, less what they are to take off again
USED = f"""
SELECT used.note, used.invoice, used.cents, coalesce(told.cents, 0), l.id, l.xero_connection_id
FROM (
    SELECT note, invoice, sum(cents)::bigint AS cents FROM (
        SELECT id AS note, invoice_id AS invoice, applied_cents AS cents FROM credit_note WHERE invoice_id IS NOT NULL
        UNION ALL SELECT credit_note_id, invoice_id, cents FROM credit_note_part
        UNION ALL SELECT credit_note_id, invoice_id, 0 FROM xero_entry WHERE credit_note_id IS NOT NULL
    ) each_use GROUP BY note, invoice
) used
JOIN credit_note n ON n.id = used.note JOIN invoice i ON i.id = used.invoice JOIN location l ON l.id = i.location_id
LEFT JOIN (
    SELECT credit_note_id, invoice_id, sum(cents)::bigint AS cents FROM xero_entry e
    WHERE NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id) GROUP BY credit_note_id, invoice_id
) told ON told.credit_note_id = used.note AND told.invoice_id = used.invoice
WHERE (CAST(:invoice AS bigint) IS NULL OR i.id = :invoice) AND (CAST(:note AS bigint) IS NULL OR n.id = :note)
  AND used.cents <> coalesce(told.cents, 0) AND {READY} AND {NOTE_READY}
ORDER BY used.note, used.invoice
"""  # noqa: S608 - constants of ours
STANDING = """
SELECT id FROM xero_entry e WHERE credit_note_id = :note AND invoice_id = :invoice
  AND NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id) ORDER BY (cents = :less) DESC, id DESC
"""
REFUNDS = f"""
INSERT INTO xero_entry (xero_connection_id, location_id, kind, till, refund_id, cents, dated, key)
SELECT l.xero_connection_id, n.location_id, 'refund', 'eft', b.id, b.amount_cents, b.refunded_on, {NEW_KEY}
FROM refund b JOIN credit_note n ON n.id = b.credit_note_id JOIN location l ON l.id = n.location_id
WHERE b.state = 'done' AND (CAST(:note AS bigint) IS NULL OR n.id = :note) AND l.xero_connection_id IS NOT NULL AND {NOTE_READY}
  AND NOT EXISTS (SELECT FROM xero_entry e WHERE e.refund_id = b.id)
ORDER BY b.id ON CONFLICT DO NOTHING RETURNING xero_connection_id
"""  # noqa: S608


def want_of_notes(work: Work, *, invoice_id: int | None, credit_note_id: int | None) -> set[int]:
    """Whose books are to hear of something. Entries are counted by one at a time."""
    told = {"invoice": invoice_id, "note": credit_note_id}
    rows = work.session.execute(text(USED), told).all()
    for note, invoice, used, known, location_id, _connection in rows:
        less = known - used
        if less > 0:
            for entry_id in work.session.scalars(text(STANDING), {"note": note, "invoice": invoice, "less": less}).all():
                if less > 0:
                    less -= _take_off(work, work.session.get_one(XeroEntry, entry_id))
        if less < 0:
            row = {"kind": EntryKind.ALLOCATION, "credit_note_id": note, "invoice_id": invoice}
            _add(work, work.session.get_one(Location, location_id), -less, **row)
    found = {row[-1] for row in rows}
    if invoice_id is None:
        found |= {row[0] for row in work.session.execute(text(REFUNDS), {"note": credit_note_id})}
    return found


def _take_off(work: Work, entry: XeroEntry) -> int:
    _add(work, entry.location, entry.cents, kind=EntryKind.REMOVAL, removes_id=entry.id, invoice_id=entry.invoice_id)
    return entry.cents


def _add(work: Work, location: Location, cents: int, **what: object) -> None:
    work.add(
        XeroEntry(
            xero_connection_id=location.xero_connection_id,
            location_id=location.id,
            cents=cents,
            dated=today(location.zone),
            key=new_key(),
            **what,
        )
    )
