"""Who is in, and their days: nobody twice, and no day taken that was not there."""

from __future__ import annotations

from app.queries.verify.promise import Promise

NOBODY_TWICE = Promise(
    "K2",
    "Nobody is in twice at one place; each day of a day pass that is used is one visit's, and each extra day that is charged has its charge.",
    """
    SELECT c.name || ' is in twice' FROM check_in c
    JOIN check_in o ON o.id > c.id AND o.location_id = c.location_id AND o.left_at IS NULL
      AND (o.user_id = c.user_id OR o.guest_id = c.guest_id OR (o.peer_id = c.peer_id AND o.peer_ref = c.peer_ref))
    WHERE c.left_at IS NULL
    UNION ALL
    SELECT 'day pass ' || p.id || ' has ' || p.used || ' days used, and ' || count(u.id) || ' visits'
    FROM day_pass p LEFT JOIN day_use u ON u.day_pass_id = p.id GROUP BY p.id, p.used, p.created_at
    HAVING p.used < count(u.id) OR (p.created_at > now() - interval '12 months' AND p.used <> count(u.id))
    UNION ALL
    SELECT 'the day ' || u.day || ' of person ' || u.user_id || ' is charged at ' || a.unit_price_cents || ' to another customer'
    FROM day_use u JOIN adhoc a ON a.id = u.adhoc_id JOIN license l ON l.id = u.license_id WHERE a.organisation_id <> l.organisation_id
    UNION ALL
    SELECT 'invitation ' || v.id || ' is ' || v.status || ', and brought somebody in' FROM visit v JOIN check_in c ON c.visit_id = v.id WHERE v.status <> 'arrived'
    """,
)
