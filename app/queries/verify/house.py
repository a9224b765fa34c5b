"""The house: background work, schedules, audit, and who may see what."""

from __future__ import annotations

from app.queries.verify.promise import Promise

TRIED_IN_TIME = Promise(
    "J1",
    "Background work is tried within 15 minutes of being due.",
    """
    SELECT job || ' for ' || event || ' waits since ' || to_char(not_before, 'YYYY-MM-DD HH24:MI') || ' UTC' FROM outbox_message
    WHERE state IN ('due', 'queued', 'running') AND attempt = 0 AND not_before < now() - interval '15 minutes'
    """,
)

ONE_RUN_A_SLOT = Promise(
    "J2",
    "Each slot of a schedule is begun once.",
    """
    SELECT s.task || ' began ' || count(*) || ' times at ' || to_char(t.slot, 'YYYY-MM-DD HH24:MI') || ' UTC'
    FROM schedule_slot t JOIN schedule s ON s.id = t.schedule_id GROUP BY s.id, t.slot HAVING count(*) > 1
    """,
)

# What a person may see is decided by each row's own location and organisation: they must be those of what the row belongs to.
PLACES_AGREE = Promise(
    "T1",
    "A row lies in the location, and with the organisation, of what it belongs to, so that nobody sees through it what is not theirs.",
    """
    SELECT 'license ' || a.code || ' and its membership' FROM license a JOIN membership b ON b.id = a.membership_id WHERE a.location_id <> b.location_id
    UNION ALL
    SELECT 'license ' || a.code || ' and its space' FROM license a JOIN space b ON b.id = a.space_id WHERE a.location_id <> b.location_id
    UNION ALL
    SELECT 'room ' || a.code || ' and its space' FROM room a JOIN space b ON b.id = a.space_id WHERE a.location_id <> b.location_id
    UNION ALL
    SELECT 'line item ' || a.code || ' and its license' FROM line_item a JOIN license b ON b.id = a.license_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT 'deposit ' || a.code || ' and its license' FROM deposit a JOIN license b ON b.id = a.license_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT 'deposit ' || a.code || ' and ' || b.number FROM deposit a JOIN invoice b ON b.id = a.invoice_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT 'deposit ' || b.code || ' and a movement' FROM deposit_movement a JOIN deposit b ON b.id = a.deposit_id WHERE a.location_id <> b.location_id
    UNION ALL
    SELECT b.number || ' and its attempt ' || a.reference FROM payment_attempt a JOIN invoice b ON b.id = a.invoice_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT b.number || ' and payment ' || p.key FROM payment_part a JOIN payment p ON p.id = a.payment_id JOIN invoice b ON b.id = a.invoice_id
    WHERE p.organisation_id <> b.organisation_id
    UNION ALL
    SELECT b.number || ' and fulfilment ' || a.key FROM fulfilment a JOIN invoice b ON b.id = a.invoice_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT b.number || ' and fulfilment ' || a.key FROM fulfilment a JOIN credit_note b ON b.id = a.credit_note_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT b.number || ' and purchase ' || a.id FROM purchase a JOIN invoice b ON b.id = a.invoice_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT b.number || ' and purchase ' || a.id FROM purchase a JOIN credit_note b ON b.id = a.credit_note_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT a.number || ' and ' || b.number FROM credit_note a JOIN credit_note b ON b.id = a.corrects_id
    WHERE (a.location_id, a.organisation_id, a.currency) <> (b.location_id, b.organisation_id, b.currency)
    UNION ALL
    SELECT 'charge ' || a.code || ' and the license that it charges back for' FROM adhoc a JOIN license b ON b.id = a.claws_back_id
    WHERE (a.location_id, a.organisation_id) <> (b.location_id, b.organisation_id)
    UNION ALL
    SELECT 'charge ' || a.code || ' and the booking of its extra' FROM adhoc a JOIN booking_extra e ON e.id = a.extra_id JOIN booking b ON b.id = e.booking_id
    WHERE (a.location_id, a.organisation_id) IS DISTINCT FROM (b.location_id, b.organisation_id)
    UNION ALL
    SELECT b.number || ' and ' || n.number FROM credit_note_part a JOIN credit_note n ON n.id = a.credit_note_id JOIN invoice b ON b.id = a.invoice_id
    WHERE (n.organisation_id, n.currency) <> (b.organisation_id, b.currency)
    UNION ALL
    SELECT 'refund ' || r.key || ' and its payment' FROM refund r JOIN payment p ON p.id = r.payment_id
    WHERE (r.organisation_id, r.currency) <> (p.organisation_id, p.currency)
    UNION ALL
    SELECT 'refund ' || r.key || ' and its credit note' FROM refund r JOIN credit_note n ON n.id = r.credit_note_id
    WHERE (r.organisation_id, r.location_id, r.currency) <> (n.organisation_id, n.location_id, n.currency)
    UNION ALL
    SELECT a.number || ' and its run' FROM invoice a JOIN invoice_run b ON b.id = a.run_id WHERE (a.location_id, a.month) <> (b.location_id, b.month)
    UNION ALL
    SELECT a.number || ' and its run' FROM credit_note a JOIN invoice_run b ON b.id = a.run_id WHERE (a.location_id, a.month) <> (b.location_id, b.month)
    UNION ALL
    SELECT a.number || ' and its invoice' FROM credit_note a JOIN invoice b ON b.id = a.invoice_id
    WHERE (a.location_id, a.organisation_id, a.currency) <> (b.location_id, b.organisation_id, b.currency)
    UNION ALL
    SELECT d.number || ' and its delivery to ' || a.address FROM delivery a JOIN invoice d ON d.id = a.invoice_id WHERE a.location_id <> d.location_id
    UNION ALL
    SELECT d.number || ' and its delivery to ' || a.address FROM delivery a JOIN credit_note d ON d.id = a.credit_note_id
    WHERE a.location_id <> d.location_id
    UNION ALL
    SELECT d.number || ' and its file' FROM document a
    JOIN (SELECT number, document_id, location_id, organisation_id FROM invoice
          UNION ALL SELECT number, document_id, location_id, organisation_id FROM credit_note) d ON d.document_id = a.id
    WHERE (a.location_id, a.organisation_id) IS DISTINCT FROM (d.location_id, d.organisation_id)
    UNION ALL
    SELECT 'check-in ' || a.id || ' and its invitation' FROM check_in a JOIN visit b ON b.id = a.visit_id WHERE a.location_id <> b.location_id
    UNION ALL
    SELECT d.number || ' and the license of its line ' || a.position FROM invoice_line a JOIN invoice d ON d.id = a.invoice_id
    JOIN license b ON b.id = a.license_id WHERE (d.location_id, d.organisation_id) <> (b.location_id, b.organisation_id)
    """,
)

AUDITED = Promise(
    "A1",
    "Every document was written down in the audit, by the transaction that made it, as long as the audit is kept.",
    """
    SELECT d.number || ' has no audit of its making'
    FROM (SELECT id, number, created_at, 'invoice' AS noun, buyer FROM invoice WHERE number IS NOT NULL
          UNION ALL SELECT id, number, created_at, 'credit_note', buyer FROM credit_note) d
    WHERE NOT d.buyer ? 'forgotten' AND d.created_at > now() - coalesce((SELECT value #>> '{}' FROM setting WHERE name = 'retention.audit'), '7 years')::interval
    AND NOT EXISTS (SELECT FROM audit_event a WHERE a.noun = d.noun AND a.noun_id = d.id AND a.at = d.created_at AND a.verb IN ('approve', 'create'))
    """,
)
