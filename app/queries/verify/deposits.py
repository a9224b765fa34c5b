"""What deposits hold, and the invoices that ask for them."""

from __future__ import annotations

from app.queries.verify.promise import Promise

HELD_IS_SUM = Promise(
    "D3",
    "What a deposit holds is the sum of its movements, never below zero and never above what was asked; all accounts together are zero.",
    """
    SELECT d.code || ' says ' || d.held_cents || ' held of ' || d.received_cents || ' received, its movements '
           || coalesce(m.held, 0) || ' of ' || coalesce(m.received, 0)
    FROM deposit d LEFT JOIN (SELECT deposit_id, sum(cents) AS held, sum(cents) FILTER (WHERE kind IN ('received', 'opening')) AS received
                              FROM deposit_movement GROUP BY deposit_id) m ON m.deposit_id = d.id
    WHERE (d.held_cents, d.received_cents) <> (coalesce(m.held, 0), coalesce(m.received, 0))
       OR d.held_cents < 0 OR d.received_cents > d.amount_cents
       OR (d.status = 'held') <> (d.held_cents > 0) OR (d.status = 'settled') <> (d.held_cents = 0 AND d.received_cents > 0)
    """,
)

ASKED_ONCE = Promise(
    "D1",
    "A deposit is asked for by exactly one line of one live invoice, for what was asked less what was credited; one that waits by none.",
    """
    SELECT d.code || ' is ' || d.status || ' and on ' || count(l.id) || ' live invoices for ' || coalesce(sum(l.net_cents - coalesce(c.net, 0)), 0)
           || ' of ' || d.amount_cents
    FROM deposit d
    LEFT JOIN (invoice_line l JOIN invoice i ON i.id = l.invoice_id AND i.status <> 'void') ON l.deposit_id = d.id
    LEFT JOIN (SELECT invoice_line_id, sum(net_cents) AS net FROM credit_note_line GROUP BY invoice_line_id) c ON c.invoice_line_id = l.id
    GROUP BY d.id, d.code, d.status, d.amount_cents, d.invoice_id
    HAVING count(l.id) <> CASE WHEN d.invoice_id IS NULL THEN 0 ELSE 1 END
        OR count(l.id) FILTER (WHERE l.invoice_id IS DISTINCT FROM d.invoice_id) > 0
        OR (count(l.id) = 1 AND sum(l.net_cents - coalesce(c.net, 0)) <> CASE d.status WHEN 'withdrawn' THEN 0 ELSE d.amount_cents END)
        OR (d.status = 'invoiced' AND count(l.id) = 0) OR (d.status = 'asked' AND count(l.id) > 0)
    UNION ALL
    SELECT i.number || ' line ' || l.position || ' is a deposit with VAT' FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
    WHERE l.kind = 'deposit' AND (l.vat_cents <> 0 OR l.vat_percent <> 0 OR l.license_id IS NOT NULL)
    """,
)

# A charge that is not billed yet has no line, and the kept part waits for it.
PAYS_ITS_CHARGE = Promise(
    "D4",
    "What invoices were paid covers what deposits paid of them, and a kept part pays no more than its charge.",
    """
    SELECT i.number || ' has ' || i.paid_cents || ' paid, ' || sum(p.cents) || ' of it by deposits'
    FROM (SELECT invoice_id, -sum(cents) * CASE kind WHEN 'received' THEN -1 ELSE 1 END AS cents
          FROM deposit_movement WHERE invoice_id IS NOT NULL GROUP BY invoice_id, kind
          UNION ALL
          SELECT l.invoice_id, -sum(m.cents) FROM deposit_movement m JOIN adhoc a ON a.kept_from_id = coalesce(m.reverses_id, m.id)
          JOIN invoice_line l ON l.adhoc_id = a.id WHERE m.kind = 'kept' GROUP BY l.invoice_id) p
    JOIN invoice i ON i.id = p.invoice_id WHERE i.status <> 'void'
    GROUP BY i.id, i.number, i.paid_cents HAVING i.paid_cents < sum(p.cents)
    UNION ALL
    SELECT i.number || ' line ' || l.position || ' of ' || (l.net_cents + l.vat_cents) || ' is paid by ' || -sum(m.cents) || ' kept'
    FROM deposit_movement m JOIN adhoc a ON a.kept_from_id = coalesce(m.reverses_id, m.id) JOIN invoice_line l ON l.adhoc_id = a.id
    JOIN invoice i ON i.id = l.invoice_id WHERE m.kind = 'kept' AND i.status <> 'void'
    GROUP BY i.number, l.position, l.net_cents, l.vat_cents HAVING -sum(m.cents) > l.net_cents + l.vat_cents
    """,
)
