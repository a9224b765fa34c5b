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
    WHERE user_id IS NULL AND key !~ '^(erased|forgotten)-'
        AND (key !~ ('^' || kind || '-' || coalesce(invoice_id, credit_note_id, offer_id, letter_id, booking_id) || '-') OR position(coalesce(nullif(addressee, ''), address) IN key) = 0)
    """,
)

ONE_IN_XERO = Promise(
    "I6",
    "Each document is in Xero once, under an id of its own, and so is each payment of it, of its amount; a step that is done says where.",
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
    WHERE e.kind = 'payment' AND e.external_id IS NOT NULL GROUP BY e.external_id HAVING count(*) > 1
    UNION ALL
    SELECT e.key || ' tells ' || e.cents || ' of a part of ' || p.cents FROM xero_entry e JOIN payment_part p ON p.id = e.payment_part_id
    WHERE e.cents <> p.cents OR e.invoice_id <> p.invoice_id
    UNION ALL
    SELECT e.key || ' is in Xero, nobody knows where' FROM xero_entry e WHERE e.kind = 'payment' AND e.state = 'done' AND e.external_id IS NULL
    """,
)
