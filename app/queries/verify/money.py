"""What invoices were credited and paid."""

from __future__ import annotations

from app.queries.verify.promise import Promise

WITHIN_TOTAL = Promise(
    "P1",
    "Payments and credits applied to an invoice never exceed its total.",
    """
    SELECT i.number || ' of ' || i.total_cents || ' has ' || i.paid_cents || ' paid and ' || coalesce(n.applied, 0) || ' credited'
    FROM invoice i LEFT JOIN (SELECT invoice_id, sum(applied_cents) AS applied FROM credit_note GROUP BY invoice_id) n ON n.invoice_id = i.id
    WHERE i.paid_cents + coalesce(n.applied, 0) > i.total_cents
    """,
)

BEYOND_IS_CREDIT = Promise(
    "P1.beyond",
    "Credit notes of an invoice leave the customer no more credit, used or not, than was paid of the invoice beyond what it owes.",
    """
    SELECT i.number || ' was paid ' || greatest(0, i.paid_cents + i.credited_cents - i.total_cents) || ' beyond what it owes, its credit notes left '
           || n.cents || ' of credit'
    FROM invoice i JOIN (SELECT invoice_id, sum(total_cents - applied_cents) AS cents FROM credit_note GROUP BY invoice_id) n ON n.invoice_id = i.id
    WHERE n.cents > greatest(0, i.paid_cents + i.credited_cents - i.total_cents)
    """,
)

CREDITED_IS_SUM = Promise(
    "P1.credited",
    "What an invoice says was credited is the sum of its credit notes, and no line gave back more than it billed.",
    """
    SELECT i.number || ' says ' || i.credited_cents || ' credited, its credit notes ' || coalesce(n.total, 0)
    FROM invoice i LEFT JOIN (SELECT invoice_id, sum(total_cents) AS total FROM credit_note GROUP BY invoice_id) n ON n.invoice_id = i.id
    WHERE i.credited_cents <> coalesce(n.total, 0)
    UNION ALL
    SELECT i.number || ' line ' || l.position || ' gave back ' || sum(c.net_cents) || ' of ' || l.net_cents
    FROM credit_note_line c JOIN invoice_line l ON l.id = c.invoice_line_id JOIN invoice i ON i.id = l.invoice_id
    GROUP BY i.number, l.id, l.position, l.net_cents
    HAVING abs(sum(c.net_cents)) > abs(l.net_cents) OR sum(c.net_cents) * l.net_cents < 0
    UNION ALL
    SELECT n.number || ' line ' || l.position || ' gave back ' || sum(c.net_cents) || ' of ' || -l.net_cents
    FROM credit_note_line c JOIN credit_note k ON k.id = c.credit_note_id JOIN credit_note n ON n.id = k.corrects_id
    JOIN credit_note_line l ON l.credit_note_id = n.id AND l.adhoc_id = c.adhoc_id
    GROUP BY n.number, l.id, l.position, l.net_cents
    HAVING sum(c.net_cents) > -l.net_cents
    """,
)
