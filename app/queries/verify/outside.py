"""The world outside: every mail and every Xero document at most once."""

from __future__ import annotations

from app.queries.verify.promise import Promise

ONE_MAIL = Promise(
    "I5",
    "Each document, and each state of a booking, is mailed to an address at most once, unless a person asked for it again; each mail has a Message-ID of its own.",
    """
    SELECT address || ' has ' || count(*) || ' deliveries of ' || key FROM delivery GROUP BY key, address HAVING count(*) > 1
    UNION ALL
    SELECT message_id || ' was given to ' || count(*) || ' mails' FROM delivery GROUP BY message_id HAVING count(*) > 1
    UNION ALL
    SELECT address || ' is not the address of ' || key FROM delivery
    WHERE (user_id IS NULL OR refund_id IS NOT NULL) AND key !~ '^(erased|forgotten)-'
        AND (key !~ ('^' || kind || '-' || coalesce(invoice_id, credit_note_id, offer_id, letter_id, refund_id, paper_id, booking_id, lead_id) || '-') OR position(coalesce(nullif(addressee, ''), address) IN key) = 0)
    """,
)

ONE_REMINDER = Promise(
    "I9",
    "Each invoice is reminded of once for each day of the policy, never of an earlier day after a later one, and each reminder goes to an address once.",
    """
    SELECT 'invoice ' || i.number || ' was reminded of ' || count(*) || ' times for day ' || l.days
    FROM account_letter l JOIN invoice i ON i.id = l.invoice_id WHERE l.kind = 'reminder' GROUP BY i.number, l.days HAVING count(*) > 1
    UNION ALL
    SELECT 'invoice ' || i.number || ' was reminded of for day ' || l.days || ' after day ' || later.days
    FROM account_letter l JOIN account_letter later ON later.invoice_id = l.invoice_id AND later.days > l.days AND later.id < l.id
    JOIN invoice i ON i.id = l.invoice_id WHERE l.kind = 'reminder' AND later.kind = 'reminder'
    UNION ALL
    SELECT 'reminder ' || letter_id || ' went to ' || address || ' ' || count(*) || ' times'
    FROM delivery WHERE kind = 'reminder' AND address <> '' GROUP BY letter_id, address HAVING count(*) > 1
    """,
)

ONE_IN_XERO = Promise(
    "I6",
    "Each document is in Xero once, under an id of its own, and so is money: each payment once, never more of it than came in, went out of credit or went back; a step that is done says where.",
    """
    SELECT xero_id || ' stands for ' || string_agg(number, ' and ')
    FROM (SELECT xero_id, number FROM invoice UNION ALL SELECT xero_id, number FROM credit_note) d
    WHERE xero_id IS NOT NULL GROUP BY xero_id HAVING count(*) > 1
    UNION ALL
    SELECT d.number || ' is said to be in Xero, without an id'
    FROM step s JOIN (SELECT id AS invoice_id, NULL::bigint AS credit_note_id, number, xero_id FROM invoice WHERE status <> 'void'
                      UNION ALL SELECT NULL, id, number, xero_id FROM credit_note) d
      ON d.invoice_id = s.invoice_id OR d.credit_note_id = s.credit_note_id
    WHERE s.name = 'xero_create' AND s.state = 'done' AND d.xero_id IS NULL
    UNION ALL
    SELECT 'payment ' || e.external_id || ' of Xero stands for ' || count(*) FROM xero_entry e
    WHERE e.kind IN ('payment', 'overpayment', 'refund') AND e.external_id IS NOT NULL GROUP BY e.external_id HAVING count(*) > 1
    UNION ALL
    SELECT min(e.key) || ' tells ' || sum(e.cents) || ' of a part of ' || min(p.cents) FROM xero_entry e JOIN payment_part p ON p.id = e.payment_part_id
    GROUP BY p.id HAVING sum(e.cents) <> min(p.cents) OR min(e.invoice_id) <> min(p.invoice_id)
    UNION ALL
    SELECT 'payment ' || m.payment_id || ' of ' || min(p.amount_cents) || ' is told as ' || sum(m.cents)
    FROM (SELECT coalesce(e.payment_id, s.payment_id) AS payment_id, e.cents FROM xero_entry e LEFT JOIN payment_part s ON s.id = e.payment_part_id
          WHERE e.kind IN ('payment', 'overpayment') AND NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id)) m
    JOIN payment p ON p.id = m.payment_id GROUP BY m.payment_id HAVING sum(m.cents) > min(p.amount_cents)
    UNION ALL
    SELECT o.key || ' of ' || min(o.cents) || ' gave ' || sum(e.cents) FROM xero_entry o JOIN xero_entry e ON e.over_id = o.id
    WHERE NOT EXISTS (SELECT FROM xero_entry r WHERE r.removes_id = e.id) GROUP BY o.id HAVING sum(e.cents) > min(o.cents)
    UNION ALL
    SELECT 'refund ' || b.id || ' of ' || min(b.amount_cents) || ' is told as ' || sum(e.cents) FROM xero_entry e JOIN refund b ON b.id = e.refund_id
    GROUP BY b.id HAVING sum(e.cents) > min(b.amount_cents)
    UNION ALL
    SELECT e.key || ' is in Xero, nobody knows where' FROM xero_entry e WHERE e.kind IN ('payment', 'overpayment', 'refund') AND e.state = 'done' AND e.external_id IS NULL
    """,
)
