"""Rises of prices: each that was approved is one version of its license's price, each that was undone has one that restores it (P6)."""

from __future__ import annotations

from app.queries.verify.promise import Promise

RISES_ONCE = Promise(
    "P6",
    "Each rise that was approved is one version of its license's price from its own day on, one that was undone is superseded by one more, and no other rise has any.",
    """
    SELECT 'the rise of ' || l.code || ' on ' || e.due_on || ' is ' || e.status || ' and has ' || count(p.id) FILTER (WHERE NOT p.restores) || ' prices and '
        || count(p.id) FILTER (WHERE p.restores) || ' that restore'
    FROM escalation e JOIN license l ON l.id = e.license_id
    LEFT JOIN license_price p ON p.escalation_id = e.id AND p.license_id = e.license_id AND p.valid_from = e.valid_from
        AND p.primary_cents = CASE WHEN p.restores THEN e.old_primary_cents ELSE e.new_primary_cents END
        AND p.extra_cents = CASE WHEN p.restores THEN e.old_extra_cents ELSE e.new_extra_cents END
    GROUP BY e.id, l.code
    HAVING count(p.id) FILTER (WHERE NOT p.restores) <> (e.status IN ('approved', 'undone'))::int OR count(p.id) FILTER (WHERE p.restores) <> (e.status = 'undone')::int
    """,
)
