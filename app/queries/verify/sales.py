"""Leads: none is lost, and nothing happens before an enquiry has passed (S1 to S8)."""

from __future__ import annotations

from app.queries.verify.promise import Promise

LEADS = Promise(
    "S",
    "Every enquiry is judged within a day, is a lead exactly when it passed or a person rescued it, and who asks is thanked at most once in 24 hours.",
    """
    SELECT 'enquiry ' || e.id || ' of ' || e.name || ' waits to be judged since ' || e.received_at::date
    FROM enquiry e WHERE e.state = 'received' AND e.received_at < now() - interval '1 day'
    UNION ALL
    SELECT 'enquiry ' || e.id || ' of ' || e.name || ' is ' || e.state || CASE WHEN e.lead_id IS NULL THEN ' and no lead' ELSE ' and a lead' END
    FROM enquiry e WHERE (e.state IN ('passed', 'rescued')) <> (e.lead_id IS NOT NULL)
    UNION ALL
    SELECT 'mails ' || first.id || ' and ' || second.id || ' thank one address within 24 hours'
    FROM delivery first JOIN delivery second
        ON second.kind = first.kind AND second.addressee = first.addressee AND second.id > first.id AND second.created_at < first.created_at + interval '24 hours'
    WHERE first.kind = 'lead_thanks' AND first.addressee <> ''
    """,
)
