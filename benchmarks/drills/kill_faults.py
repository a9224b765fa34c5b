"""Planted faults of the drills that kill: workers of our own that have one, struck in the very instant that matters. A drill that does not find it would find nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil
from flask import Flask

from app.access.actor import Actor
from app.cli.say import say
from app.core.entity import db
from app.core.month import Month
from app.models import Organisation
from benchmarks.drills import charges_verdict, network
from benchmarks.drills.house import House, kill_below, until
from jobs import charges, ledger, pool, relay
from jobs.child import fork
from jobs.context import settle_in

FEW = 2  # invoices
SOON = 150.0  # seconds until the instant has come
LATE = 60.0  # seconds until it shows, at most
ANSWERED = 1.0  # seconds until all of PayFast's answer lies in the machine: who wakes up reads it at once, before a database that was killed is back
LEASE = 3  # seconds: of these workers, so that what a dead one held is soon taken up
FORGOTTEN = "UPDATE payment_attempt SET state = 'open' WHERE id = :id AND state = 'asked'"
ASKED = "SELECT 1 FROM payment_attempt WHERE state = 'asked'"
HINTED = "SELECT 1 FROM outbox_message WHERE state = 'queued' AND event <> 'SlotDue'"
STUCK = "SELECT 1 FROM outbox_message WHERE state = 'queued' AND event <> 'SlotDue' AND lease_until < now() - interval '10 seconds'"  # a relay that is well would have sent it again
STALE, NEVER = "(lease_until < now() AND", "(false AND"  # of the relay's question: what was sent and not taken


def charges_again(strike: Callable[[House], object] | None = None) -> Callable[[House, Flask, int, Month], bool]:
    """A worker that begins a charge anew asks PayFast again, and does not look what became of the first time. `strike` instead of killing the workers."""

    def found(home: House, app: Flask, location_id: int, month: Month) -> bool:
        asks = charges.ask_charge

        def forgets(attempt_id: int, *, by: Actor) -> Any:
            with db.engine.begin() as door:
                door.execute(db.text(FORGOTTEN), {"id": attempt_id})
            return asks(attempt_id, by=by)

        def plant() -> None:
            setattr(charges, "ask_charge", forgets)  # noqa: B010 - in the workers alone, which end soon

        with _workers(home, app, plant) as pid:
            _begin(location_id, month)
            with _frozen_in_a_charge(home, pid):
                time.sleep(ANSWERED)
                kill_below(pid) if strike is None else strike(home)
            return _shows(lambda: any(times > 1 for times in charges_verdict.by_invoice(home.sandbox).values()))

    return found


def forgets_hints(home: House, app: Flask, location_id: int, month: Month) -> bool:
    """A relay that sends each hint once: what FLUSHALL takes away, nobody sends again."""

    def plant() -> None:
        relay.SEND = relay.SEND.replace(STALE, NEVER)

    if STALE not in relay.SEND:
        raise RuntimeError("the relay asks in other words: plant the fault anew")
    with _workers(home, app, plant) as pid:
        until(lambda: len(psutil.Process(pid).children()) > 1, SOON)
        hands = psutil.Process(pid).children()[1:]  # the relay is the first
        _each(hands, psutil.Process.suspend)
        _begin(location_id, month)
        until(lambda: home.asked(HINTED), SOON, pause=0.01)
        home.flush()
        _each(hands, psutil.Process.resume)
        return _shows(lambda: bool(home.asked(STUCK)))


@contextmanager
def _frozen_in_a_charge(home: House, pid: int) -> Iterator[None]:
    """Those at work stand still in the block: PayFast took one's money, and he has not written that down."""
    taken, frozen = charges_verdict.by_invoice(home.sandbox).total(), list[psutil.Process]()

    def caught() -> bool:
        nonlocal taken
        before, taken = taken, charges_verdict.by_invoice(home.sandbox).total()
        if taken == before or not home.asked(ASKED):
            return False
        frozen[:] = psutil.Process(pid).children()
        _each(frozen, psutil.Process.suspend)
        if home.asked(ASKED):
            return True
        _each(frozen, psutil.Process.resume)  # he was quicker: the next charge
        return False

    until(caught, SOON, pause=0.01)
    try:
        yield
    finally:
        _each(frozen, psutil.Process.resume)


def _each(processes: list[psutil.Process], told: Callable[[psutil.Process], object]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            told(process)


def _begin(location_id: int, month: Month) -> None:
    chosen = db.session.scalars(db.select(Organisation.id).where(Organisation.auto_pay).order_by(Organisation.id).limit(FEW)).all()
    network.begun(location_id, month, only=chosen)
    db.session.remove()


def _shows(true: Callable[[], bool]) -> bool:
    try:
        until(true, LATE, pause=0.2)
    except TimeoutError:
        return False
    return True


@contextmanager
def _workers(home: House, app: Flask, plant: Callable[[], None]) -> Iterator[int]:
    """A pool with the fault in place of that of the house; its process."""
    say("Now with a planted fault, which has to be found:")

    def work() -> int:
        with (home.var / "planted.log").open("ab") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        ledger.LEASE = LEASE
        plant()
        return pool.main(app)

    settle_in(app)
    with home.without_workers():
        db.session.remove()
        db.engine.dispose()
        pid = fork("planted", work)
        try:
            yield pid
        finally:
            kill_below(pid)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
