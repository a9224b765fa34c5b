"""Runs of invoices with accidents in the middle of them: each at a moment of the run's own progress, so that the same seed strikes alike."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.actions.invoice_runs.pause import pause_run, resume_run
from app.cli.say import say
from app.core.entity import db
from app.core.errors import Refused
from app.core.month import Month
from app.models import InvoiceRun
from benchmarks.drills import charges_verdict, network, verdict
from benchmarks.drills.house import House, house, until
from config import Settings
from jobs.ledger import LEASE

TARGETS = verdict.TARGETS | charges_verdict.TARGETS | {"accidents_missing": "= 0", "slowest_recovery_seconds": "<= 60"}
PATIENCE = 150.0  # seconds for a recovery; more is a failure
LAST_WAIT = 900.0  # seconds for the end of a run: what failed three times waits five minutes
MONTH = Month(2025, 1)
MOST_RUNS = 24  # one ends before all accidents came: the next month goes on with them
CARDS = 4  # one organisation in so many pays by a kept card
ANSWER = (
    0.005  # seconds from a byte of PayFast's answer to the next: a card takes about half a second, as cards do, and can be cut off in it
)
SEED = 20
PROGRESS = """
SELECT (SELECT count(*) FROM xero_contact) + (SELECT count(*) FROM step WHERE state = 'done')
    + (SELECT count(*) FROM delivery WHERE state IN ('sent', 'unknown'))"""
IS_SENT = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM invoice_run WHERE status NOT IN ('done', 'partial'))"
IS_OVER = f"""{IS_SENT} AND NOT EXISTS (
    SELECT 1 FROM outbox_message WHERE state IN ('due', 'queued', 'running') AND event <> 'SlotDue')"""
AT_WORK = "SELECT coalesce(array_agg(id || '-' || attempt), '{}') FROM outbox_message WHERE state = 'running'"
Accident = Callable[[House, random.Random], object]
Fault = Callable[[House, Any, int, Month], bool]


class Beside:
    """What goes on beside the runs: here nothing does. All in the application's context."""

    def prepare(self, home: House) -> None:
        """Before the first run."""

    def begin(self) -> None:
        """A run begins."""

    def end(self) -> None:
        """No accident strikes this run any more: now it is waited for its end, and who makes new work would keep it from coming."""

    def figures(self) -> dict[str, Any]:
        """Asked for when the last run is over."""
        return {}


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
    run_id = db.session.scalars(db.select(InvoiceRun.id).order_by(InvoiceRun.id.desc()).limit(1)).one()
    with contextlib.suppress(Refused):  # it ended in that moment
        pause_run(run_id, by=SYSTEM)
        db.session.rollback()
        quiet = [0]
        until(lambda: quiet.append(progress(house)) or quiet[-1] == quiet[-2], 60, pause=2.0)  # type: ignore[func-returns-value]
        resume_run(run_id, by=SYSTEM)
    db.session.rollback()


def played(
    settings: Settings,
    accidents: Sequence[Accident],
    *,
    invoices: int,
    seed: int = SEED,
    beside: Beside | None = None,
    fault: Fault | None = None,
) -> dict[str, Any]:
    """The figures of as many runs of so many invoices as these accidents need, in a house of their own; and whether a planted fault is found there afterwards."""
    rng, beside, cards = random.Random(seed), beside or Beside(), max(2, invoices // CARDS)
    with house(settings) as home:
        app = create_app(home.settings, web=False)
        with app.app_context():
            try:
                location_id = network.settle(invoices, home.sandbox)
                until(lambda: home.asked(IS_OVER), LAST_WAIT, pause=0.2)  # what the import brought about is not the run's
                network.keep_cards(cards, home.sandbox)
                home.sandbox(
                    "/_control/faults",
                    {"vendor": "payfast", "pattern": "POST *adhoc", "kind": "slow_body", "times": 1_000_000, "seconds": ANSWER},
                )
                beside.prepare(home)
                began = time.monotonic()
                runs, recoveries = _suffered(home, location_id, accidents, invoices, rng, beside)
                seconds = time.monotonic() - began
                own = beside.figures()
                figures = _judged(home, runs * invoices, runs * cards)
                planted = {} if fault is None else {"planted_found": int(fault(home, app, location_id, _month(runs)))}
            finally:
                db.session.remove()
                db.engine.dispose()
    recovered = {"runs": runs, "accidents": len(recoveries), "accidents_missing": len(accidents) - len(recoveries)}
    return (
        figures
        | own
        | recovered
        | {"slowest_recovery_seconds": round(max(recoveries, default=0.0), 1), "run_seconds": round(seconds, 1)}
        | planted
    )


def _judged(home: House, invoices: int, by_card: int) -> dict[str, Any]:
    """What a person decided of unknown mails sends their invoices, and then their cards are charged."""
    figures = verdict.verdict(invoices, home.sandbox)
    until(lambda: home.asked(IS_OVER), LAST_WAIT, pause=0.2)
    charged = charges_verdict.charges(by_card, home.sandbox)
    return figures | charged | {"promises_broken": max(figures["promises_broken"], charged["promises_broken"])}


def progress(home: House) -> int:
    """How much of all runs is done; 0 while the database is away."""
    found = home.asked(PROGRESS)
    return int(found[0][0]) if found else 0


def _month(runs: int) -> Month:
    """The one after so many runs."""
    found = MONTH
    for _run in range(runs):
        found = found.next
    return found


def _suffered(
    home: House, location_id: int, accidents: Sequence[Accident], invoices: int, rng: random.Random, beside: Beside
) -> tuple[int, list[float]]:
    """How many runs it took until every accident had struck one, and the seconds of each recovery."""
    left, runs, recoveries = rng.sample(list(accidents), len(accidents)), 0, []
    while runs < MOST_RUNS and (left or not runs):
        before = progress(home)
        network.begun(location_id, _month(runs))
        db.session.remove()
        runs += 1
        beside.begin()
        for at in _moments(len(left), invoices, rng):
            if not _reached(home, max(before + at, progress(home) + rng.randrange(3))):
                break
            recoveries.append(_struck(home, left.pop(), rng))
            if len(recoveries) % 20 == 0:
                say(f"  {len(recoveries)} accidents, run {runs}; the slowest recovery took {max(recoveries):.1f} s")
        beside.end()
        until(lambda: home.asked(IS_OVER), LAST_WAIT, pause=0.2)
    return runs, recoveries


def _moments(number: int, invoices: int, rng: random.Random) -> list[int]:
    """So many, or as many as there are, spread over the first nine tenths of what there is to do in a run: three steps and the mails of each invoice, and at first contacts."""
    whole = invoices * (1 + 3 + network.MAILS) * 9 // 10
    return sorted(rng.sample(range(1, whole), min(number, whole - 1)))


def _reached(home: House, at: int) -> bool:
    """Wait for the moment; False when the run is over before."""
    until(lambda: progress(home) >= at or home.asked(IS_SENT), PATIENCE)
    return not home.asked(IS_SENT)


def _struck(home: House, accident: Accident, rng: random.Random) -> float:
    """Strike, and wait until the web answers and every job that was at work has ended or begun anew; the seconds of that."""
    before, held = progress(home), at_work(home) or set()
    began = time.monotonic()
    lasted = accident(home, rng)
    until(lambda: progress(home) > before or home.asked(IS_SENT), PATIENCE)
    until(lambda: (now := at_work(home)) is not None and not held & now, PATIENCE)
    until(home.is_healthy, PATIENCE)
    return time.monotonic() - began - (lasted if isinstance(lasted, float) else 0.0)


def at_work(home: House) -> set[str] | None:
    """The attempts that are being made; None while the database is away."""
    found = home.asked(AT_WORK)
    return set(found[0][0]) if found else None
