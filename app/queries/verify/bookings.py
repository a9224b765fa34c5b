"""What bookings promise: one at a time, and paid once."""

from __future__ import annotations

from app.queries.verify.promise import Promise

ONE_AT_A_TIME = Promise(
    "B1",
    "No two live bookings of a room overlap, buffers included, and the database refuses a second one.",
    """
    SELECT 'booking ' || a.code || ' overlaps ' || b.code FROM booking a JOIN booking b ON b.room_id = a.room_id AND b.id > a.id AND b.blocked && a.blocked
    WHERE a.status IN ('held', 'confirmed', 'checked_in') AND b.status IN ('held', 'confirmed', 'checked_in')
    UNION ALL
    SELECT 'the constraint one_booking_at_a_time is not there'
    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'one_booking_at_a_time' AND contype = 'x' AND convalidated)
    """,
)

# Any rate of the country will do, and none: which one held when it was booked is nowhere written, and rates are typed in later.
PAID_ONCE = Promise(
    "B2",
    "What a booking costs is on hold or debited for it, or charged to an invoice, to the cent and once; one that is given back costs its fee alone.",
    r"""
    SELECT 'booking ' || b.code || ' costs ' || b.charged_cents || ', ' || b.invoice_cents || ' of it on an invoice; credits pay ' || coalesce(e.paid, 0)
    FROM booking b LEFT JOIN LATERAL (
      SELECT sum(reserved - cents) AS paid FROM ledger_entry WHERE cause = 'booking\:' || b.id) e ON true
    WHERE b.charged_cents - b.invoice_cents <> coalesce(e.paid, 0)
    UNION ALL
    SELECT 'booking ' || b.code || ' has ' || b.invoice_cents || ' on an invoice, its charges say ' || coalesce(c.net, 0)
    FROM booking b LEFT JOIN LATERAL (SELECT sum(unit_price_cents * quantity) AS net FROM adhoc WHERE booking_id = b.id) c ON true
    WHERE (b.invoice_cents <> 0 OR coalesce(c.net, 0) <> 0) AND NOT EXISTS (
      SELECT FROM (SELECT 0 AS percent UNION ALL SELECT t.percent FROM tax_rate t JOIN location l ON l.country = t.country WHERE l.id = b.location_id) r
      WHERE round(b.invoice_cents * 100 / (100 + r.percent)) = coalesce(c.net, 0))
    """,
)

EXTRAS_CHARGED_ONCE = Promise(
    "B2.extras",
    "What an extra of a booking costs is charged to an invoice, to the cent and once, and nothing is while the booking is only held.",
    """
    SELECT 'booking ' || b.code || ' has an extra of ' || e.net_cents || ' without VAT, its charges say ' || coalesce(c.net, 0)
    FROM booking_extra e JOIN booking b ON b.id = e.booking_id
    LEFT JOIN LATERAL (SELECT sum(unit_price_cents * quantity) AS net FROM adhoc WHERE extra_id = e.id) c ON true
    WHERE e.net_cents <> coalesce(c.net, 0) OR (e.charged_cents <> 0 AND b.status IN ('held', 'expired'))
    """,
)
