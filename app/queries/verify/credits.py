"""What the ledger of credits holds."""

from __future__ import annotations

from app.queries.verify.promise import Promise

SUMS_TO_ZERO = Promise(
    "L1",
    "What wallets hold and the accounts it came from and went to add up to zero, and what goes between wallets arrives.",
    """
    SELECT cause || ' moved ' || sum(cents) || ' ' || currency || ' out of nowhere'
    FROM ledger_entry WHERE account = 'between_wallets' GROUP BY cause, currency HAVING sum(cents) <> 0
    UNION ALL
    SELECT 'entry ' || e.key || ' is in ' || e.currency || ', its wallet in ' || w.currency
    FROM ledger_entry e JOIN wallet w ON w.id = e.wallet_id WHERE e.currency <> w.currency
    """,
)

BALANCE_IS_SUM = Promise(
    "L2",
    "A wallet and each of its lots hold what the ledger says, in balance and in what is reserved; so does every sum that was noted on the way.",
    """
    SELECT 'wallet ' || w.id || ' says ' || w.balance_cents || '/' || w.reserved_cents || ', the ledger ' || coalesce(e.cents, 0) || '/' || coalesce(e.held, 0)
    FROM wallet w LEFT JOIN (SELECT wallet_id, sum(cents) AS cents, sum(reserved) AS held FROM ledger_entry GROUP BY wallet_id) e ON e.wallet_id = w.id
    WHERE (w.balance_cents, w.reserved_cents) <> (coalesce(e.cents, 0), coalesce(e.held, 0))
    UNION ALL
    SELECT 'lot ' || l.id || ' says ' || l.balance_cents || '/' || l.reserved_cents || ', the ledger ' || coalesce(e.cents, 0) || '/' || coalesce(e.held, 0)
    FROM lot l LEFT JOIN (SELECT lot_id, sum(cents) AS cents, sum(reserved) AS held FROM ledger_entry GROUP BY lot_id) e ON e.lot_id = l.id
    WHERE (l.balance_cents, l.reserved_cents) <> (coalesce(e.cents, 0), coalesce(e.held, 0))
    UNION ALL
    SELECT 'wallet ' || c.wallet_id || ' is noted as ' || c.cents || '/' || c.reserved || ' after entry ' || c.entry_id || ', the ledger says ' || e.cents || '/' || e.held
    FROM ledger_checkpoint c JOIN (
      SELECT id, sum(cents) OVER so_far AS cents, sum(reserved) OVER so_far AS held FROM ledger_entry WINDOW so_far AS (PARTITION BY wallet_id ORDER BY id)
    ) e ON e.id = c.entry_id WHERE (c.cents, c.reserved) <> (e.cents, e.held)
    """,
)

ABOVE_FLOOR = Promise(
    "L3",
    "What is free in a wallet, the balance less open reserves, never lies below its floor.",
    """
    SELECT 'wallet ' || w.id || ' has ' || w.balance_cents || ' and holds ' || coalesce(r.held, 0)
    FROM wallet w LEFT JOIN (SELECT wallet_id, sum(cents) AS held FROM reserve WHERE state = 'open' GROUP BY wallet_id) r ON r.wallet_id = w.id
    WHERE w.balance_cents - coalesce(r.held, 0) < -w.overdraft_cents
    """,
)

RESERVES_END_ONCE = Promise(
    "L4",
    "A reserve is debited, or let go, or open and not overdue by more than two minutes; the ledger says the same.",
    r"""
    SELECT 'reserve ' || r.id || ' is ' || r.state || ', the ledger debits ' || coalesce(e.debited, 0) || ' and lets go ' || coalesce(e.released, 0)
    FROM reserve r LEFT JOIN LATERAL (
      SELECT -sum(cents) FILTER (WHERE kind = 'debit') AS debited, -sum(reserved) FILTER (WHERE kind = 'release') AS released
      FROM ledger_entry WHERE key IN ('reserve:' || r.id || '\:debit', 'reserve:' || r.id || '\:release')) e ON true
    WHERE coalesce(e.debited, 0) <> r.debited_cents
       OR coalesce(e.released, 0) <> CASE r.state WHEN 'open' THEN 0 ELSE r.cents - r.debited_cents END
    UNION ALL
    SELECT 'reserve ' || id || ' is open since it was due at ' || expires_at FROM reserve WHERE state = 'open' AND expires_at < now() - interval '120 seconds'
    UNION ALL
    SELECT 'reserve ' || r.id || ' is open since more than two hours after purchase ' || p.id || ' was ' || p.status
    FROM reserve r JOIN purchase p ON r.cause = 'purchase\:' || p.id
    WHERE r.state = 'open' AND p.status NOT IN ('started', 'awaiting_payment', 'payment_unknown', 'failed') AND r.expires_at > now() AND p.created_at < now() - interval '2 hours'
    """,
)

DEBITS_WITHIN_RESERVES = Promise(
    "L5",
    "No more is debited than was reserved, and no more comes back than was debited.",
    """
    SELECT 'reserve ' || id || ' of ' || cents || ' debited ' || debited_cents FROM reserve WHERE debited_cents > cents
    UNION ALL
    SELECT cause || ' got back ' || sum(cents) || ' more than it paid'
    FROM ledger_entry WHERE kind IN ('debit', 'refund') GROUP BY cause HAVING sum(cents) > 0
    """,
)

ENTRIES_STAY = Promise(
    "L6",
    "Rows of the ledger are never changed or deleted: the database refuses it, and no id is missing that another row names.",
    """
    SELECT 'the trigger ' || wanted || ' is missing or off' FROM unnest(ARRAY['entries_stay', 'nothing_is_emptied', 'sums_follow']) AS wanted
    WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'ledger_entry'::regclass AND tgname = wanted AND tgenabled <> 'D')
    UNION ALL
    SELECT 'reserve ' || r.id || ' has no entry' FROM reserve r WHERE NOT EXISTS (SELECT FROM ledger_entry WHERE key = 'reserve:' || r.id)
    """,
)
