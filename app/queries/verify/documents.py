"""Documents: one a month, sums that agree, numbers without a gap."""

from __future__ import annotations

from app.queries.verify.promise import Promise

ONE_A_MONTH = Promise(
    "I1",
    "An organisation has at most one invoice for a location and month.",
    """
    SELECT o.name || ' has ' || count(*) || ' invoices of ' || to_char(i.month, 'YYYY-MM') || ' at ' || l.name
    FROM invoice i JOIN organisation o ON o.id = i.organisation_id JOIN location l ON l.id = i.location_id
    WHERE i.kind = 'monthly' AND i.status <> 'void'
    GROUP BY o.id, l.id, i.month HAVING count(*) > 1
    """,
)

APPROVED_HAS_DOCUMENT = Promise(
    "I1.run",
    "What was approved in a run has its invoice or credit note, and nothing else of the run has one.",
    """
    SELECT o.name || ' is ' || r.decision || CASE WHEN num_nonnulls(r.invoice_id, r.credit_note_id) = 0
           THEN ' without a document' ELSE ' with ' || coalesce(i.number, n.number, 'a document') || ' of another organisation or run' END
    FROM run_organisation r JOIN organisation o ON o.id = r.organisation_id
    LEFT JOIN invoice i ON i.id = r.invoice_id LEFT JOIN credit_note n ON n.id = r.credit_note_id
    WHERE (r.decision = 'approved') <> (num_nonnulls(r.invoice_id, r.credit_note_id) = 1)
       OR (coalesce(i.organisation_id, n.organisation_id), coalesce(i.run_id, n.run_id)) <> (r.organisation_id, r.run_id)
    UNION ALL
    SELECT i.number || ' belongs to a run that does not list it'
    FROM invoice i WHERE i.run_id IS NOT NULL AND i.status NOT IN ('draft', 'void')
     AND NOT EXISTS (SELECT FROM run_organisation r WHERE r.invoice_id = i.id)
    UNION ALL
    SELECT n.number || ' belongs to a run that does not list it'
    FROM credit_note n WHERE n.run_id IS NOT NULL AND NOT EXISTS (SELECT FROM run_organisation r WHERE r.credit_note_id = n.id)
    """,
)

TOTALS_ARE_SUMS = Promise(
    "I2",
    "A document's net, VAT and total are the sums of its lines, to the cent.",
    """
    SELECT coalesce(d.number, 'draft ' || d.id) || ': ' || d.net_cents || ' + ' || d.vat_cents || ' = ' || d.total_cents
           || ', its lines ' || coalesce(sum(l.net_cents), 0) || ' + ' || coalesce(sum(l.vat_cents), 0)
    FROM (SELECT id, number, net_cents, vat_cents, total_cents, 'invoice' AS kind FROM invoice
          UNION ALL SELECT id, number, net_cents, vat_cents, total_cents, 'credit note' FROM credit_note) d
    LEFT JOIN (SELECT invoice_id AS owner, net_cents, vat_cents, 'invoice' AS kind FROM invoice_line
               UNION ALL SELECT credit_note_id, net_cents, vat_cents, 'credit note' FROM credit_note_line) l ON l.owner = d.id AND l.kind = d.kind
    GROUP BY d.kind, d.id, d.number, d.net_cents, d.vat_cents, d.total_cents
    HAVING (d.net_cents, d.vat_cents, d.total_cents)
        <> (coalesce(sum(l.net_cents), 0), coalesce(sum(l.vat_cents), 0), coalesce(sum(l.net_cents + l.vat_cents), 0))
    """,
)

VAT_OF_EACH_LINE = Promise(
    "I2.vat",
    "The VAT of each invoice line is its percent of the net, or the part of it in a price of the shop, rounded once, half away from zero.",
    """
    SELECT coalesce(i.number, 'draft ' || i.id) || ' line ' || l.position || ': ' || l.vat_cents || ' is not ' || l.vat_percent || ' % of ' || l.net_cents
    FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
    WHERE l.vat_cents <> round(l.net_cents * l.vat_percent / 100)
      AND NOT (i.kind = 'purchase' AND l.vat_cents = round((l.net_cents + l.vat_cents) * l.vat_percent / (100 + l.vat_percent)))
    """,
)

# The credit notes' middle part keeps the two series of a prefix apart: KLF-00042 and KLF-CN-00007.
NUMBERS_WITHOUT_GAP = Promise(
    "I3",
    "Numbers of a prefix and type run from the first that Foyer gave to the counter, none missing, none beyond.",
    r"""
    WITH used AS (
        SELECT substring(number FROM '^(.*)-\d+$') AS stem, substring(number FROM '\d+$')::bigint AS n FROM invoice WHERE number IS NOT NULL
        UNION ALL
        SELECT substring(number FROM '^(.*)-\d+$'), substring(number FROM '\d+$')::bigint FROM credit_note
    ), series AS (
        SELECT prefix || CASE document_type WHEN 'credit_note' THEN '-CN' ELSE '' END AS stem, first_number, last_number FROM number_series
    )
    SELECT stem || '-' || lpad(n::text, 5, '0') || ' is missing'
    FROM series CROSS JOIN LATERAL generate_series(first_number, last_number) AS n
    WHERE NOT EXISTS (SELECT FROM used WHERE used.stem = series.stem AND used.n = n.n)
    UNION ALL
    SELECT used.stem || '-' || lpad(used.n::text, 5, '0') || ' is beyond the counter'
    FROM used LEFT JOIN series ON series.stem = used.stem
    WHERE used.n > coalesce(series.last_number, 0) OR used.n < coalesce(series.first_number, 1)
    """,
)
