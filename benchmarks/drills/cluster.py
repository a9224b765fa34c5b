"""Foyer on fifteen machines, each a network namespace: one after the other dies or is cut off in the middle of a run, and nothing is lost."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import create_app
from app.access.actor import SYSTEM
from app.actions.organisations.create import create_organisation
from app.cli.say import say
from app.core.entity import db
from app.core.month import Month
from app.models import Payment
from benchmarks.cluster import doors, valkey
from benchmarks.cluster.payments import Payments
from benchmarks.cluster.stack import FRONTS, MACHINES, PUBLIC_NAME, Stack, stack
from benchmarks.drills import network, verdict
from benchmarks.drills.house import until
from config import Settings

NAME = "cluster"
TARGETS = {
    **verdict.TARGETS,
    "start_seconds": "<= 60",
    "longest_gap_seconds": "<= 30",
    "payments_lost": "= 0",
    "payments_twice": "= 0",
    "payments_refused": "= 0",
    "machines_not_back": "= 0",
}
LEADS, FOLLOWS, KEYS_LEAD = "the database that leads", "the database that follows", "the Valkey that leads"
SHORT = (LEADS, KEYS_LEAD, "web1", "work1", "front1", "clock1")
PAYERS = 3
MONTH = Month(2026, 6)
BACK = 120.0  # seconds until a machine that was started again does its part
SETTLE = 240.0  # seconds for what is left of the run after the last accident


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """Six machines die; with `long` each of the fifteen does, and is then cut off with everything on it still running."""
    with tempfile.TemporaryDirectory(prefix="foyer-cluster-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with stack(settings, Path(folder)) as house:
            started = house.start()
            say(f"  started: {json.dumps({name: round(seconds, 1) for name, seconds in started.items()})}")
            figures = {
                "start_seconds": round(started["stores_seconds"] + started["foyer_seconds"], 1),
                "tables_seconds": round(started["tables_seconds"], 1),
            }
            return figures | _broken(
                house, (LEADS, FOLLOWS, KEYS_LEAD, *MACHINES) if long else SHORT, invoices=150 if long else 40, cut=long
            )


def _broken(house: Stack, victims: tuple[str, ...], *, invoices: int, cut: bool) -> dict[str, Any]:
    admin = json.loads(house.command("admin"))
    payers = _begun(house, invoices)
    payments = Payments(
        [(house.machines[name].address, doors.FRONT) for name in FRONTS], PUBLIC_NAME, payers, admin["username"], admin["password"]
    )
    payments.start()
    until(lambda: payments.acknowledged, 60)
    gaps, lost = {}, 0
    for victim in victims:
        for way in ("killed", "cut off") if cut else ("killed",):
            since = time.monotonic()
            lost += not _accident(house, victim, way)
            gaps[f"{victim} {way}"] = payments.longest_gap(since, time.monotonic())
            say(f"  {victim} {way}: {gaps[f'{victim} {way}']:.1f} s without a payment, all well after {time.monotonic() - since:.0f} s")
    payments.stop()
    for words in payments.refused:
        say(f"  refused: {words}")
    with create_app(house.settings, web=False).app_context():
        seconds = _settled(house)
        kept = Counter(db.session.scalars(select(Payment.reference).where(Payment.reference.like("drill %"))))
        figures = verdict.verdict(invoices, house.ask)
        db.session.remove()
        db.engine.dispose()
    worst = max(gaps, key=lambda name: gaps[name])
    return figures | {
        "accidents": len(gaps),
        "longest_gap_seconds": round(gaps[worst], 1),
        "longest_gap_after": worst,
        "settled_seconds": seconds,
        "payments": len(payments.acknowledged),
        "payments_lost": len(set(payments.acknowledged) - kept.keys()),
        "payments_twice": sum(count - 1 for count in kept.values()),
        "payments_refused": len(payments.refused),
        "payments_sent_again": payments.tries_again,
        "machines_not_back": lost,
    }


def _begun(house: Stack, invoices: int) -> list[int]:
    """A run is on its way; the organisations whose payments are recorded meanwhile, and which it does not invoice."""
    with create_app(house.settings, web=False).app_context():
        location_id = network.settle(invoices, house.ask)
        network.begun(location_id, MONTH)
        payers = [create_organisation(name=f"Payer {number}", location_id=location_id, by=SYSTEM).id for number in range(PAYERS)]
        db.session.remove()
        db.engine.dispose()
    return payers


def _accident(house: Stack, victim: str, way: str) -> bool:
    """It is away for as long as others need to take over, and comes back; is everything as before then?"""
    machine = house.machines[_named(house, victim)]
    machine.kill() if way == "killed" else machine.cut()
    time.sleep(10)
    machine.start() if way == "killed" else machine.connect()
    try:
        until(lambda: not house.missing(), BACK, pause=0.5)
    except TimeoutError:
        say(f"  after {victim} {way} there is missing: {', '.join(house.missing())}")
        return False
    return True


def _named(house: Stack, victim: str) -> str:
    """Which machine that is at this moment."""
    if victim in (LEADS, FOLLOWS):
        leader = house.leader.name
        return leader if victim == LEADS else next(each.name for each in house.databases if each.name != leader)
    if victim == KEYS_LEAD:
        address = valkey.leader(house.watchers, house.secrets["valkey"])
        return next(each.name for each in house.machines.values() if each.address == address)
    return victim


def _settled(house: Stack) -> float:
    """Seconds until nothing of the run is left to do, or as long as anybody waits."""

    def done() -> bool:
        db.session.rollback()
        return not verdict.jobs_not_done()

    try:
        return round(until(done, SETTLE, pause=0.5), 1)
    except TimeoutError:
        return SETTLE
