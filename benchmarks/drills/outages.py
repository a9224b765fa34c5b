"""A run of invoices with accidents in the middle of it: each at a moment of the run's own progress, so that the same seed strikes alike."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.actions.invoice_runs.pause import pause_run, resume_run
from app.core.entity import db
from app.core.month import Month
from app.models import InvoiceRun
from benchmarks.drills import network, verdict
from benchmarks.drills.house import House, house, until
from config import Settings
from jobs.ledger import LEASE

TARGETS = verdict.TARGETS | {"slowest_recovery_seconds": "<= 60"}
PATIENCE = 150.0  # seconds for a recovery, and for the end of the run; more is a failure
MONTH = Month(2026, 6)
SEED = 20
PROGRESS = """
SELECT (SELECT count(*) FROM xero_contact) + (SELECT count(*) FROM step WHERE state = 'done')
    + (SELECT count(*) FROM delivery WHERE state IN ('sent', 'unknown'))"""
IS_OVER = """
SELECT 1 FROM invoice_run WHERE status IN ('done', 'partial') AND NOT EXISTS (
    SELECT 1 FROM outbox_message WHERE state IN ('due', 'queued', 'running') AND event <> 'SlotDue')"""
AT_WORK = "SELECT coalesce(array_agg(id || '-' || attempt), '{}') FROM outbox_message WHERE state = 'running'"
Accident = Callable[[House, random.Random], object]



def worker(house: House, rng: random.Random) -> None:
    house.kill_worker(rng)


def pool(house: House, rng: random.Random) -> None:
    house.kill("worker")


def freeze(house: House, rng: random.Random) -> None:
    """A worker stands still until its lease is over, and then comes back from the dead."""
    house.freeze_worker(rng, LEASE + 5)


def web(house: House, rng: random.Random) -> None:
    house.kill("web")


def valkey(house: House, rng: random.Random) -> None:
    house.kill("valkey")


def flush(house: House, rng: random.Random) -> None:
    house.flush()


def postgres(house: House, rng: random.Random) -> None:
    house.kill_postgres()


def everything(house: House, rng: random.Random) -> None:
    house.kill_all()


def pause(house: House, rng: random.Random) -> None:
    """What is under way is finished, nothing new begins, and then it goes on."""
    run_id = db.session.scalars(db.select(InvoiceRun.id)).one()
    pause_run(run_id, by=SYSTEM)
    db.session.rollback()
    quiet = [0]
    until(lambda: quiet.append(progress(house)) or quiet[-1] == quiet[-2], 60, pause=2.0)  # type: ignore[func-returns-value]
    resume_run(run_id, by=SYSTEM)
    db.session.rollback()


def played(settings: Settings, accidents: Sequence[Accident], *, invoices: int, seed: int = SEED) -> dict[str, Any]:
    """The figures of one run with these accidents in a house of its own."""
    rng = random.Random(seed)
    with house(settings) as home, create_app(home.settings, web=False).app_context():
        try:
            location_id = network.settle(invoices, home.sandbox)
            began = time.monotonic()
            network.begun(location_id, MONTH)
            db.session.remove()
            recoveries = [_struck(home, accident, rng, at) for accident, at in _moments(accidents, invoices, rng)]
            until(lambda: home.asked(IS_OVER), PATIENCE, pause=0.2)
            seconds = time.monotonic() - began
            figures = verdict.verdict(invoices, home.sandbox)
        finally:
            db.session.remove()
            db.engine.dispose()
    recovered = {"accidents": len(recoveries), "slowest_recovery_seconds": round(max(recoveries), 1), "run_seconds": round(seconds, 1)}
    return figures | recovered


def progress(home: House) -> int:
    """How much of the run is done; 0 while the database is away."""
    found = home.asked(PROGRESS)
    return int(found[0][0]) if found else 0


def _moments(accidents: Sequence[Accident], invoices: int, rng: random.Random) -> list[tuple[Accident, int]]:
    """Spread over the first nine tenths of all there is to do: contacts, three steps and the mails of each invoice."""
    whole = invoices * (1 + 3 + network.MAILS)
    shuffled = rng.sample(list(accidents), len(accidents))
    return list(zip(shuffled, sorted(rng.sample(range(1, whole * 9 // 10), len(shuffled))), strict=True))


def _struck(home: House, accident: Accident, rng: random.Random, at: int) -> float:
    """Wait for the moment, strike, and wait until the web answers and every job that was at work has ended or begun anew; the seconds of that."""
    until(lambda: progress(home) >= at or home.asked(IS_OVER), PATIENCE)
    before, held = progress(home), at_work(home) or set()
    began = time.monotonic()
    accident(home, rng)
    until(lambda: progress(home) > before or home.asked(IS_OVER), PATIENCE)
    until(lambda: (now := at_work(home)) is not None and not held & now, PATIENCE)
    until(home.is_healthy, PATIENCE)
    return time.monotonic() - began


def at_work(home: House) -> set[str] | None:
    """The attempts that are being made; None while the database is away."""
    found = home.asked(AT_WORK)
    return set(found[0][0]) if found else None
