"""What was paid for: it came, once, and was taxed once."""

from __future__ import annotations

from app.queries.verify.promise import Promise

GIVEN_ONCE = Promise(
    "U4",
    "What a line of an invoice, or of a month below zero, brings is given once, for a paid line or to who buys on account; what is given to a wallet is in its lot, no more and no less.",
    """
    WITH brought AS (
        SELECT f.*, coalesce(i.adhoc_id, c.adhoc_id) AS adhoc_id
        FROM fulfilment f LEFT JOIN invoice_line i ON i.id = f.invoice_line_id LEFT JOIN credit_note_line c ON c.id = f.credit_note_line_id
    )
    SELECT f.key || ' gave ' || f.cents || ', its lot got ' || coalesce(e.cents, 0)
    FROM fulfilment f LEFT JOIN (SELECT lot_id, sum(cents) AS cents FROM ledger_entry WHERE kind = 'topup' GROUP BY lot_id) e ON e.lot_id = f.lot_id
    WHERE f.lot_id IS NOT NULL AND f.cents <> coalesce(e.cents, 0)
    UNION ALL
    SELECT f.key || ' is done and no credit came of it' FROM fulfilment f WHERE f.state = 'done' AND f.unit <> 'printing' AND f.lot_id IS NULL AND f.days IS NULL
    UNION ALL
    SELECT f.key || ' is done and no day pass of ' || f.days || ' days came of it' FROM fulfilment f
    LEFT JOIN day_pass d ON d.key = f.key WHERE f.state = 'done' AND f.days IS NOT NULL AND d.days IS DISTINCT FROM f.days
    UNION ALL
    SELECT 'purchase ' || p.id || ' sold ' || p.days || ' days, ' || f.key || ' brings ' || coalesce(f.days, 0)
    FROM purchase p JOIN brought f ON f.adhoc_id = p.adhoc_id WHERE p.days IS DISTINCT FROM f.days AND p.days IS NOT NULL
    UNION ALL
    SELECT l.grant_key || ' is a lot of a line that brings nothing'
    FROM lot l WHERE l.grant_key LIKE 'topup:fulfil:%' AND NOT EXISTS (SELECT FROM fulfilment f WHERE f.lot_id = l.id)
    UNION ALL
    SELECT 'purchase ' || p.id || ' is ' || p.status || ', its invoice ' || i.status
    FROM purchase p JOIN invoice i ON i.id = p.invoice_id WHERE p.status IN ('paid', 'fulfilled') AND i.status IN ('draft', 'void')
    UNION ALL
    SELECT 'purchase ' || p.id || ' is ' || p.status || ', its credit note ' || n.number || ' was sent more than a day ago'
    FROM purchase p JOIN credit_note_line l ON l.adhoc_id = p.adhoc_id JOIN credit_note n ON n.id = l.credit_note_id
    WHERE n.run_id IS NOT NULL AND n.sent_at < now() - interval '1 day' AND p.status = 'started'
    UNION ALL
    SELECT 'purchase ' || p.id || ' is fulfilled and ' || f.key || ' is ' || f.state
    FROM purchase p JOIN brought f ON f.adhoc_id = p.adhoc_id
    WHERE p.status = 'fulfilled' AND f.state NOT IN ('done', 'returned') AND f.back_reason = ''
    UNION ALL
    SELECT f.key || ' is back at PaperCut since more than a day, and purchase ' || p.id || ' is ' || p.status
    FROM purchase p JOIN brought f ON f.adhoc_id = p.adhoc_id
    WHERE f.back_reason <> '' AND f.state = 'returned' AND p.status <> 'refunded' AND f.asked_at < now() - interval '1 day'
    """,
)

TAXED_ONCE = Promise(
    "P10",
    "VAT is taken once: credits that were taxed as they were sold are never taxed as they are used, and no others were taxed as they were sold.",
    """
    SELECT 'entry ' || e.key || ' takes VAT of ' || e.vat_cents || ' from credits that were taxed as they were sold'
    FROM ledger_entry e JOIN lot l ON l.id = e.lot_id WHERE e.vat_cents <> 0 AND l.vat_point IS DISTINCT FROM 'redemption'
    UNION ALL
    SELECT f.key || ' says ' || f.vat_point || ', its line bore VAT of ' || n.vat_percent || ' %'
    FROM fulfilment f JOIN invoice_line n ON n.id = f.invoice_line_id WHERE f.vat_point = 'redemption' AND n.vat_percent <> 0
    UNION ALL
    SELECT f.key || ' says ' || f.vat_point || ', its line bore VAT of ' || n.vat_percent || ' %'
    FROM fulfilment f JOIN credit_note_line n ON n.id = f.credit_note_line_id WHERE f.vat_point = 'redemption' AND n.vat_percent <> 0
    UNION ALL
    SELECT 'lot ' || l.id || ' is taxed at ' || l.vat_point || ', ' || f.key || ' at ' || f.vat_point
    FROM fulfilment f JOIN lot l ON l.id = f.lot_id WHERE l.vat_point IS DISTINCT FROM f.vat_point
    """,
)
