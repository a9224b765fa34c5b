"""A ledger of 1,000,000 movements, half of them in one wallet: what is free, a page of the statement, and the trial balance."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session, undefer

from app import create_app
from app.core.entity import db
from app.models import Wallet
from app.queries.verify.credits import BALANCE_IS_SUM
from app.queries.wallets.statement import PAGE, statement
from app.queries.wallets.trial_balance import trial_balance
from benchmarks.fresh import seconds
from benchmarks.network import make_network, settle
from config import Settings

NAME = "ledger"
TARGETS = {
    "balance_ms": "< 5",
    "statement_ms": "< 100",
    "statement_deep_ms": "< 100",
    "trial_balance_seconds": "< 2",
    "past_trial_balance_seconds": "< 2",
    "difference": "= 0",
    "sums_that_differ": "= 0",
}
ROWS, WALLETS, LOTS = 1_000_000, 2_000, 500

MADE = """
INSERT INTO organisation (code, name, location_id, currency, status) SELECT 'B' || n, 'Bench ' || n, l.id, 'ZAR', 'active' FROM location l, generate_series(1, :wallets) n;
INSERT INTO wallet (organisation_id, unit, currency) SELECT id, 'space', 'ZAR' FROM organisation WHERE code LIKE 'B%';
INSERT INTO lot (wallet_id, source, grant_key, vat_point) SELECT w.id, 'purchase', 'bench:' || w.id || ':' || n, 'sale'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM wallet) w, generate_series(1, :lots) n WHERE w.place = 1 OR n <= 5
"""
# Written past the checks of each row and the trigger that keeps the sums: half a million updates of one wallet would take minutes.
BEFORE = """
ALTER TABLE ledger_entry DISABLE TRIGGER sums_follow;
ALTER TABLE ledger_entry DROP CONSTRAINT fk_ledger_entry_wallet_id_wallet;
ALTER TABLE ledger_entry DROP CONSTRAINT fk_ledger_entry_lot_id_lot
"""
AFTER = """
ALTER TABLE ledger_entry ADD CONSTRAINT fk_ledger_entry_wallet_id_wallet FOREIGN KEY (wallet_id) REFERENCES wallet (id);
ALTER TABLE ledger_entry ADD CONSTRAINT fk_ledger_entry_lot_id_lot FOREIGN KEY (lot_id) REFERENCES lot (id);
ALTER TABLE ledger_entry ENABLE TRIGGER sums_follow
"""
FILLED = """
WITH numbered AS (SELECT l.id, l.wallet_id, row_number() OVER (PARTITION BY l.wallet_id ORDER BY l.id) - 1 AS place,
  count(*) OVER (PARTITION BY l.wallet_id) AS lots, dense_rank() OVER (ORDER BY l.wallet_id) - 1 AS wallet FROM lot l),
wanted AS (SELECT n, CASE WHEN n % 2 = 0 THEN 0 ELSE (n / 2) % :wallets END AS wallet,
  CASE WHEN n % 2 = 0 THEN n % 4 = 0 ELSE (n / (2 * :wallets)) % 2 = 0 END AS comes FROM generate_series(1, :rows) n)
INSERT INTO ledger_entry (at, key, kind, wallet_id, lot_id, account, cents, currency, cause, actor)
SELECT timestamptz '2020-01-01' + n * interval '3 minutes', 'bench:' || n, CASE WHEN w.comes THEN 'topup' ELSE 'adjust' END, l.wallet_id, l.id,
  CASE WHEN w.comes THEN 'cash_clearing' ELSE 'goodwill' END, CASE WHEN w.comes THEN 300 ELSE -100 END, 'ZAR', 'bench:' || n, 'Foyer'
FROM wanted w JOIN numbered l ON l.wallet = w.wallet AND l.place = (w.n / 4) % l.lots ORDER BY n
"""
SUMMED = """
UPDATE lot SET balance_cents = s.cents FROM (SELECT lot_id, sum(cents) AS cents FROM ledger_entry GROUP BY lot_id) s WHERE s.lot_id = lot.id;
UPDATE wallet SET balance_cents = s.cents FROM (SELECT wallet_id, sum(cents) AS cents FROM ledger_entry GROUP BY wallet_id) s WHERE s.wallet_id = wallet.id;
INSERT INTO ledger_checkpoint (wallet_id, entry_id, cents, reserved) SELECT wallet_id, id, cents, 0 FROM (
  SELECT id, wallet_id, sum(cents) OVER (PARTITION BY wallet_id ORDER BY id) AS cents FROM ledger_entry) entries WHERE id % 256 = 0
"""


def measure(settings: Settings, long: bool, rows: int = ROWS) -> dict[str, Any]:
    """Medians of 20 readings (100 with `long`); the trial balances once (five times)."""
    with create_app(settings, web=False).app_context():
        session, times = db.session(), 100 if long else 20
        busy = fill(session, rows)
        middle = session.scalar(
            text("SELECT id FROM ledger_entry WHERE wallet_id = :busy ORDER BY id OFFSET :place LIMIT 1"),
            {"busy": busy, "place": rows // 4},
        )
        past = session.scalar(text("SELECT at FROM ledger_entry ORDER BY at OFFSET :place LIMIT 1"), {"place": rows // 2})
        newest = median_ms(session, times, lambda: statement(session, busy, count=PAGE))
        deep = median_ms(session, times, lambda: statement(session, busy, before=middle, count=PAGE))
        now, then = (min(seconds(lambda at=at: trial_balance(session, at)) for _ in range(5 if long else 1)) for at in (None, past))
        return {
            "rows": rows,
            "rows_of_one_wallet": session.scalar(text("SELECT count(*) FROM ledger_entry WHERE wallet_id = :busy"), {"busy": busy}),
            "balance_ms": median_ms(session, times, lambda: what_is_free(session, busy)),
            "statement_ms": newest,
            "statement_deep_ms": deep,
            "trial_balance_seconds": round(now, 2),
            "past_trial_balance_seconds": round(then, 2),
            "difference": sum(each.difference for each in trial_balance(session)),
            "sums_that_differ": len(session.execute(text(BALANCE_IS_SUM.query)).all()),
        }


def holds(figures: dict[str, Any]) -> bool:
    return bool(
        figures["balance_ms"] < 5
        and figures["statement_ms"] < 100
        and figures["statement_deep_ms"] < 100
        and figures["trial_balance_seconds"] < 2
        and figures["past_trial_balance_seconds"] < 2
        and figures["difference"] == figures["sums_that_differ"] == 0
    )


def fill(session: Session, rows: int) -> int:
    """So many movements; the number of the wallet that has half of them."""
    make_network(session, "ONE", 1)
    sizes = {"wallets": WALLETS, "lots": LOTS, "rows": rows}
    for script in (MADE, BEFORE, FILLED, SUMMED, AFTER):
        for each in script.split(";"):
            session.execute(text(each).bindparams(**{name: size for name, size in sizes.items() if f":{name}" in each}))
    settle(session)
    busy: int = session.scalars(select(Wallet.id).order_by(Wallet.id).limit(1)).one()
    return busy


def what_is_free(session: Session, wallet_id: int) -> int:
    """As a page asks for it."""
    found = session.scalars(
        select(Wallet).where(Wallet.id == wallet_id).options(undefer(Wallet.free_cents), undefer(Wallet.ending_cents))
    ).one()
    return found.free_cents


def median_ms(session: Session, times: int, ask: Callable[[], Any]) -> float:
    """Of so many answers, none of which is remembered by the session."""
    taken = []
    for _ in range(times):
        session.expire_all()
        taken.append(1000 * seconds(ask))
    return round(statistics.median(taken), 1)
