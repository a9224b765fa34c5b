"""Money that came in, and the notices that told of it."""

from __future__ import annotations

from app.queries.verify.promise import Promise

ADDS_UP = Promise(
    "P1.payments",
    "Each payment is its parts, what is kept as credit and what went back, and what invoices were paid covers the parts of payments and credit notes.",
    """
    SELECT 'payment ' || p.key || ' of ' || p.amount_cents || ' paid ' || coalesce(sum(s.cents), 0) || ', keeps ' || p.credit_cents
           || ' and gave ' || p.refunded_cents || ' back'
    FROM payment p LEFT JOIN payment_part s ON s.payment_id = p.id
    GROUP BY p.id HAVING p.amount_cents <> coalesce(sum(s.cents), 0) + p.credit_cents + p.refunded_cents
    UNION ALL
    SELECT i.number || ' has ' || i.paid_cents || ' paid, ' || sum(s.cents) || ' of it by payments and credit notes'
    FROM (SELECT invoice_id, cents FROM payment_part UNION ALL SELECT invoice_id, cents FROM credit_note_part) s
    JOIN invoice i ON i.id = s.invoice_id GROUP BY i.id HAVING i.paid_cents < sum(s.cents)
    UNION ALL
    SELECT 'a part of ' || s.cents || ' is taken back by ' || -b.cents FROM payment_part s JOIN payment_part b ON b.reverses_id = s.id WHERE s.cents + b.cents <> 0
    UNION ALL
    SELECT 'a part of ' || s.cents || ' of a credit note is taken back by ' || -b.cents
    FROM credit_note_part s JOIN credit_note_part b ON b.reverses_id = s.id WHERE s.cents + b.cents <> 0
    """,
)

REFUNDED_IS_SUM = Promise(
    "P1.refunds",
    "What a payment or a credit note gave back is the sum of its refunds, no more than it had, and a card never gets back more than it paid.",
    """
    SELECT 'payment ' || p.key || ' says ' || p.refunded_cents || ' went back, its refunds ' || coalesce(sum(r.amount_cents), 0)
    FROM payment p LEFT JOIN refund r ON r.payment_id = p.id AND r.state <> 'refused'
    GROUP BY p.id HAVING p.refunded_cents <> coalesce(sum(r.amount_cents), 0)
    UNION ALL
    SELECT n.number || ' says ' || n.spent_cents || ' spent of ' || (n.total_cents - n.applied_cents) || ', its parts and refunds '
           || coalesce(s.cents, 0) + coalesce(r.cents, 0)
    FROM credit_note n LEFT JOIN (SELECT credit_note_id, sum(cents) AS cents FROM credit_note_part GROUP BY credit_note_id) s ON s.credit_note_id = n.id
    LEFT JOIN (SELECT credit_note_id, sum(amount_cents) AS cents FROM refund WHERE state <> 'refused' GROUP BY credit_note_id) r ON r.credit_note_id = n.id
    WHERE n.spent_cents <> coalesce(s.cents, 0) + coalesce(r.cents, 0) OR n.spent_cents > n.total_cents - n.applied_cents
    UNION ALL
    SELECT 'payment ' || p.key || ' of ' || p.amount_cents || ' has ' || sum(r.amount_cents) || ' given back to its card'
    FROM payment p JOIN refund r ON r.payment_id = p.id AND r.way IN ('card', 'chargeback') AND r.state <> 'refused'
    GROUP BY p.id HAVING p.amount_cents < sum(r.amount_cents)
    UNION ALL
    SELECT 'refund ' || r.key || ' of ' || r.amount_cents || ' takes ' || -sum(s.cents) || ' of parts'
    FROM refund r JOIN payment_part s ON s.refund_id = r.id GROUP BY r.id HAVING r.amount_cents < -sum(s.cents)
    """,
)

TOLD_ONCE = Promise(
    "P2",
    "Each notice of a payment counts once: a payment for each complete one that was accepted, of its amount to the cent, and no card payment without a notice,"
    " or an answer that named its number; a cancelled card has no token.",
    """
    SELECT 'payment ' || payment_id || ' was told as ' || payment_status || ' and accepted ' || count(*) || ' times'
    FROM payment_receipt WHERE state = 'accepted' GROUP BY payment_id, payment_status HAVING count(*) > 1
    UNION ALL
    SELECT 'notice ' || r.payment_id || ' of ' || r.gross_cents || ' has a payment of ' || coalesce(p.amount_cents, 0)
    FROM payment_receipt r LEFT JOIN payment p ON p.receipt_id = r.id
    WHERE r.state = 'accepted' AND r.payment_status = 'COMPLETE' AND r.gross_cents <> 0 AND coalesce(abs(p.amount_cents - r.gross_cents) > 1, true)
    UNION ALL
    SELECT 'payment ' || p.key || ' has no notice that was accepted' FROM payment p LEFT JOIN payment_receipt r ON r.id = p.receipt_id
    LEFT JOIN payment_attempt a ON 'payfast:' || a.vendor_number = p.key AND a.state = 'taken'
    WHERE p.kind = 'card' AND a.id IS NULL AND (r.state, r.payment_status) IS DISTINCT FROM ('accepted', 'COMPLETE')
    UNION ALL
    SELECT 'card ' || id || ' is cancelled and can be charged' FROM payment_method WHERE cancelled_at IS NOT NULL AND sealed_token IS NOT NULL
    """,
)

CHARGED_ONCE = Promise(
    "P2.charges",
    "A card is charged once for each attempt, and asked for by one attempt of an invoice at a time: what was taken is a payment, and none is being asked for since more than"
    " an hour, nor waits so long without a job that asks.",
    """
    SELECT 'charge ' || a.reference || ' was taken as ' || a.vendor_number || ' and is no payment' FROM payment_attempt a
    LEFT JOIN payment p ON p.key = 'payfast:' || a.vendor_number WHERE a.state = 'taken' AND a.amount_cents > 0 AND p.id IS NULL
    UNION ALL
    SELECT 'charge ' || a.reference || ' was paid ' || count(*) || ' times by one card' FROM payment_attempt a
    JOIN payment p ON p.reference = a.reference AND p.kind = 'card' WHERE a.method_id IS NOT NULL GROUP BY a.id HAVING count(*) > 1
    UNION ALL
    SELECT 'invoice ' || i.number || ' has ' || count(*) || ' charges under way' FROM payment_attempt a JOIN invoice i ON i.id = a.invoice_id
    WHERE a.method_id IS NOT NULL AND a.state IN ('open', 'asked', 'lost') GROUP BY i.id HAVING count(*) > 1
    UNION ALL
    SELECT 'charge ' || reference || ' is being asked for since ' || asked_at FROM payment_attempt WHERE state = 'asked' AND asked_at < now() - interval '1 hour'
    UNION ALL
    SELECT 'charge ' || a.reference || ' waits since ' || a.created_at || ' and no job asks for it' FROM payment_attempt a
    WHERE a.state = 'open' AND a.method_id IS NOT NULL AND a.created_at < now() - interval '1 hour'
    AND NOT EXISTS (SELECT FROM outbox_message m WHERE m.event IN ('ChargeWanted', 'ChargeWantedAgain') AND m.payload = jsonb_build_object('attempt_id', a.id)
                    AND m.state IN ('due', 'queued', 'running', 'parked'))
    """,
)
