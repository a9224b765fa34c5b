"""Proposals and contracts: what was sent is what it was, and adds up."""

from __future__ import annotations

from app.queries.verify.promise import Promise

STAYS = Promise(
    "C7",
    "What was sent as a proposal or a contract has the file of its hash, its figures are the sums of their lines and of its steps, and who agreed did so to that file.",
    """
    SELECT p.code || ' has another file than the one of its hash'
    FROM paper p LEFT JOIN document d ON d.id = p.document_id LEFT JOIN stored_file s ON s.id = d.stored_id
    WHERE p.document_hash <> '' AND (d.id IS NULL OR d.sha256 <> p.document_hash OR coalesce(s.sha256, encode(sha256(d.content), 'hex')) <> p.document_hash)
    UNION ALL
    SELECT p.code || ' is sealed with another file than the one of its hash'
    FROM paper p JOIN document d ON d.id = p.sealed_id LEFT JOIN stored_file s ON s.id = d.stored_id
    WHERE coalesce(s.sha256, encode(sha256(d.content), 'hex')) <> d.sha256
    UNION ALL
    SELECT p.code || ' does not add up for ' || (f.figures->>'month')
    FROM paper p CROSS JOIN LATERAL (VALUES (p.first_invoice), (p.monthly)) f(figures)
    CROSS JOIN LATERAL (
        SELECT coalesce(sum((line->>'net')::bigint), 0) AS net, coalesce(sum((line->>'vat')::bigint), 0) AS vat FROM jsonb_array_elements(f.figures->'lines') line
    ) s
    WHERE p.status <> 'draft'
        AND ((f.figures->>'net')::bigint, (f.figures->>'vat')::bigint, (f.figures->>'total')::bigint) IS DISTINCT FROM (s.net, s.vat, s.net + s.vat)
    UNION ALL
    SELECT p.code || ' promises another sum for ' || (p.monthly->>'month') || ' in its steps than in its lines'
    FROM paper p CROSS JOIN LATERAL jsonb_array_elements(p.monthly->'steps') step
    WHERE p.status <> 'draft' AND step->>'from' <= p.monthly->>'month' AND p.monthly->>'month' <= coalesce(step->>'until', '9999')
        AND (step->>'net', step->>'vat', step->>'total') IS DISTINCT FROM (p.monthly->>'net', p.monthly->>'vat', p.monthly->>'total')
    """,
)
