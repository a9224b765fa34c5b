"""100 threads spend, hold, let go and top up one wallet at once: what is left is what was there less what was accepted, and never below the floor."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import exc, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.wallets import reserve as reserving
from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.end_reserves import end_reserves
from app.actions.wallets.reserve import reserve
from app.actions.wallets.top_up import top_up_wallet
from app.cli.scratch import scratch
from app.core import clock
from app.core.entity import db
from app.core.errors import Conflict, FoyerError
from app.models import Wallet
from app.queries.verify.books import verify
from app.work import transaction
from benchmarks.drills.planting import does_nothing, found, replaced, without_walls
from benchmarks.network import make_network
from config import Settings

NAME = "wallet-threads"
TARGETS = {
    "threads": "= 100",
    "missing_cents": "= 0",
    "below_the_floor": "= 0",
    "left_on_hold": "= 0",
    "unexpected": "= 0",
    "promises_broken": "= 0",
    "planted_found": "= 1",
}
THREADS, CONNECTIONS = 100, 60
START = 1_000_000  # cents
WALL, LITTLE = "never_below_its_floor", 20_000  # cents in the wallet that nobody locks
ORGANISATIONS = 9  # each new wallet is of another
PLANTED = (40, 200)  # threads, operations of all of them
TRIES = 200  # of one operation that others stand in the way of
OWNER = "SELECT id, currency FROM organisation WHERE NOT EXISTS (SELECT 1 FROM wallet WHERE organisation_id = organisation.id) ORDER BY id LIMIT 1"
# The lowest that was ever free, replayed from the ledger movement by movement.
LOWEST = (
    "SELECT min(free) FROM (SELECT sum(cents - reserved) OVER (ORDER BY id) AS free FROM ledger_entry WHERE wallet_id = :wallet) replayed"
)


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return spent(settings, operations=10_000 if long else 1_500)


def spent(settings: Settings, *, operations: int, threads: int = THREADS) -> dict[str, Any]:
    """So many operations in all; fewer connections than threads, as in a house whose pool is full (it has ten more than it is asked for).

    At the end a few at a poorer wallet that nobody locks, and that has no check behind it: there more has to go out than was in.
    """
    with scratch(settings.moved(threads=CONNECTIONS - 11), f"the drill {NAME}") as own:
        app = create_app(own, web=False)
        with app.app_context():
            make_network(db.session(), "ONE", ORGANISATIONS)
            wallet_id = _opened(START)
        told = _told(app, wallet_id, operations, threads)
        with app.app_context():
            session = db.session()
            wallet = session.get_one(Wallet, wallet_id)
            broken = [name for name, outcome in verify(session).items() if outcome.violations]
            figures = {
                "operations": operations,
                "threads": threads,
                "accepted": told["accepted"],
                "refused": told["refused"],
                "tried_again": told["again"],
                "start_cents": START,
                "accepted_cents": told["cents"],
                "final_cents": wallet.balance_cents,
                "missing_cents": START - told["cents"] - wallet.balance_cents,
                "below_the_floor": int(_lowest(wallet_id) < 0),
                "left_on_hold": wallet.reserved_cents,
                "unexpected": told["unexpected"],
                "promises_broken": len(broken),
            }
            session.rollback()
        without_walls(own.database_url, WALL)
        with replaced((reserving, "lock", does_nothing)):
            planted = found(lambda: _overdrawn(app))
        with app.app_context():
            db.engine.dispose()
        return figures | planted


def _overdrawn(app: Flask) -> int:
    """1 when more went out of a new wallet than was in it."""
    with app.app_context():
        wallet_id = _opened(LITTLE)
    _told(app, wallet_id, PLANTED[1], PLANTED[0])
    with app.app_context():
        lowest = _lowest(wallet_id)
        db.session.remove()
    return int(lowest < 0)


def _opened(cents: int) -> int:
    """A wallet with so much of an organisation that has none."""
    owner, currency = db.session.execute(text(OWNER)).one()
    wallet = Wallet(organisation_id=owner, unit="space", currency=currency)
    db.session.add(wallet)
    db.session.commit()
    wallet_id: int = wallet.id
    top_up_wallet(wallet_id, cents, by=SYSTEM, key=f"start-{wallet_id}", reason="The start")
    db.session.remove()
    return wallet_id


def _lowest(wallet_id: int) -> int:
    return int(db.session.scalar(text(LOWEST), {"wallet": wallet_id}) or 0)


def _told(app: Flask, wallet_id: int, operations: int, threads: int) -> Counter[str]:
    """What became of so many operations of all threads together."""
    ready, told = Barrier(threads), Counter[str]()
    with ThreadPoolExecutor(threads) as people:
        shares = [operations // threads + (number < operations % threads) for number in range(threads)]
        for each in people.map(lambda number: _person(app, wallet_id, number, shares[number], ready), range(threads)):
            told.update(each)
    return told


def _person(app: Flask, wallet_id: int, number: int, operations: int, ready: Barrier) -> Counter[str]:
    """What became of the operations of one thread; `cents` are those that went."""
    random, told = Random(number), Counter[str]()
    with app.app_context():
        ready.wait()
        for each in range(operations):
            act = random.choices((_spend, _hold, _take, _pay_in), weights=(6, 2, 1, 1))[0]
            cents, key = random.randrange(100, 3000), f"{wallet_id}-{number}-{each}"
            for _try in range(TRIES):
                try:
                    told["cents"] += act(wallet_id, cents, key)
                    told["accepted"] += 1
                except (Conflict, exc.TimeoutError) as busy:
                    if isinstance(busy, exc.TimeoutError) or busy.field is None:  # nothing happened, and it may be asked again
                        told["again"] += 1
                        continue
                    told["refused"] += 1
                except FoyerError:
                    told["refused"] += 1
                except exc.OperationalError:
                    told["unexpected"] += 1
                break
            else:
                told["unexpected"] += 1
        db.session.remove()
    return told


def _spend(wallet_id: int, cents: int, key: str) -> int:
    """Held in one transaction, debited in another."""
    _held(wallet_id, cents, key)
    with transaction(by=SYSTEM) as work:
        end_reserves(work, f"booking:{key}", cents)
    return cents


def _hold(wallet_id: int, cents: int, key: str) -> int:
    """Held, and let go."""
    _held(wallet_id, cents, key)
    with transaction(by=SYSTEM) as work:
        end_reserves(work, f"booking:{key}")
    return 0


def _held(wallet_id: int, cents: int, key: str) -> None:
    """All of it or nothing."""
    with transaction(by=SYSTEM) as work:
        tomorrow = clock.now() + dt.timedelta(days=1)
        if rest := reserve(work, [wallet_id], cents, starts_at=tomorrow, expires_at=tomorrow, cause=f"booking:{key}", key=key).rest:
            raise Conflict(f"short of {rest}", field="cost")


def _take(wallet_id: int, cents: int, key: str) -> int:
    adjust_wallet(wallet_id, -cents, by=SYSTEM, key=key, reason="Drill")
    return cents


def _pay_in(wallet_id: int, cents: int, key: str) -> int:
    top_up_wallet(wallet_id, cents, by=SYSTEM, key=key, reason="Drill")
    return -cents
