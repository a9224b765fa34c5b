"""Other networks: who came in by one of them, and what is left of what was asked."""

from __future__ import annotations

from app.queries.verify.promise import Promise

NOTHING_LEFT = Promise(
    "K4",
    "Whoever another network vouched for came in by a yes of it, and what was sealed for it is forgotten once it was sent.",
    """
    SELECT 'a question of ' || to_char(q.asked_at, 'YYYY-MM-DD HH24:MI') || ' UTC is answered by no yes' FROM peer_question q
    WHERE q.answer = 'ok' AND NOT EXISTS (SELECT FROM peer_request r WHERE r.question_id = q.id AND r.answer = 'ok')
    UNION ALL
    SELECT 'a request to ' || p.name || ' of ' || to_char(r.at, 'YYYY-MM-DD HH24:MI') || ' UTC is still kept' FROM peer_request r JOIN peer p ON p.id = r.peer_id
    WHERE r.sealed <> '' AND r.at < now() - interval '1 hour'
    """,
)
