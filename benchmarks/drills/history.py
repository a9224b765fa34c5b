"""Processes book and pay while some are killed and connections cut; what each began and heard is judged afterwards: one order explains it all, and a planted bug is found."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from flask import Flask

from app import create_app
from app.actions.bookings import cancel, create
from app.actions.wallets import transfer
from app.cli.say import say
from app.cli.scratch import kept, scratch
from app.core.entity import db
from app.models import Wallet
from app.queries.verify.books import verify
from benchmarks.drills import history_hands
from benchmarks.drills.history_hands import START, Stage
from benchmarks.drills.linear import Op, is_linearizable, purse, slot
from benchmarks.drills.planting import does_nothing, found, replaced, without_walls
from benchmarks.rooms import make_place
from config import Settings
from jobs.child import fork
from jobs.context import settle_in

NAME = "history"
TARGETS = {
    "operations_missing": "= 0",
    "anomalies": "= 0",
    "wrong_totals": "= 0",
    "promises_broken": "= 0",
    "unexpected": "= 0",
    "kills": ">= 1",
    "cut_connections": ">= 1",
    "never_heard": ">= 1",
    "planted_found": "= 1",
}
OPTIONS = {"runs": "how many runs (3; with --long 100)", "operations": "operations of each run (600; with --long 2000)"}
HANDS = 5  # processes at work
PEOPLE, ROOMS = 6, 2
LONGEST = 300.0  # seconds of a run; one that is cut off by them lacks operations
WALLS = ("never_below_its_floor", "one_booking_at_a_time")
HAPPENED = """
SELECT DISTINCT 'transfer', split_part(cause, ':', 2) FROM ledger_entry WHERE cause LIKE 'transfer:%' UNION ALL
SELECT 'book', split_part(request_key, ':', 2) FROM booking UNION ALL
SELECT 'free', split_part(request_key, ':', 2) FROM booking WHERE status = 'cancelled'"""
EVERY = (30, 90)  # operations between two accidents, at least and at most
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY pid OFFSET %s LIMIT 1"


def play(settings: Settings, long: bool, *, runs: str = "", operations: str = "") -> dict[str, Any]:
    return recorded(settings, runs=int(runs or (100 if long else 3)), operations=int(operations or (2_000 if long else 600)))


def recorded(settings: Settings, *, runs: int, operations: int) -> dict[str, Any]:
    began = time.monotonic()
    figures = dict.fromkeys(
        (
            "operations",
            "operations_missing",
            "never_heard",
            "refused",
            "busy",
            "unexpected",
            "kills",
            "cut_connections",
            "histories",
            "anomalies",
            "wrong_totals",
            "promises_broken",
        ),
        0,
    )
    with scratch(settings, f"the drill {NAME}") as own:
        app = create_app(own, web=False)
        settle_in(app)
        with app.app_context():
            stage = Stage(own.database_url, make_place(ROOMS, PEOPLE))
            _purses(stage)
        with kept(own) as back:
            for number in range(runs):
                back()
                for name, times in _run(app, stage, operations, seed=number).items():
                    figures[name] += times
            seeds = count(runs)  # a history each

            def planted() -> int:
                back()
                with _without_locks(own.database_url):
                    return _run(app, stage, operations, seed=next(seeds))["anomalies"]

            told = found(planted)
    return {"runs": runs} | figures | told | {"seconds": round(time.monotonic() - began, 1)}


def _purses(stage: Stage) -> None:
    """Little enough in each wallet that many a transfer is refused."""
    for wallet in stage.place.wallets:
        history_hands.fill(wallet)
    db.session.remove()
    db.engine.dispose()


def _run(app: Flask, stage: Stage, operations: int, *, seed: int) -> dict[str, int]:
    with TemporaryDirectory() as folder:
        kills, cuts = _played(stage, Path(folder), operations, seed)
        with app.app_context():
            figures = judged(Path(folder))
            db.session.remove()
            db.engine.dispose()
    return figures | {"operations_missing": max(0, operations - figures["operations"]), "kills": kills, "cut_connections": cuts}


def judged(folder: Path) -> dict[str, int]:
    """What the hands wrote there, against the database of this application's context. Figures as in TARGETS."""
    lines = [json.loads(line) for file in sorted(folder.iterdir()) for line in file.read_text().splitlines()]
    happened = {(verb, key) for verb, key in db.session.execute(db.text(HAPPENED))}
    ops, figures = _paired(lines, happened)
    figures |= {"histories": len(ops), "anomalies": 0}
    for key, history in ops.items():
        if not is_linearizable(history, *((START, purse) if key.startswith("wallet") else ("", slot))):
            figures["anomalies"] += 1
            say(f"No order explains {key}:")
            for op in sorted(history, key=lambda op: op.begin)[:60]:
                say(f"   {op}")
    figures["promises_broken"] = sum(bool(outcome.violations) for outcome in verify(db.session()).values())
    figures["wrong_totals"] += sum(db.session.scalars(db.select(Wallet.balance_cents))) != START * PEOPLE
    return figures


def _played(stage: Stage, folder: Path, operations: int, seed: int) -> tuple[int, int]:
    """Hands at work until so much was begun; now and then one is killed and another takes its place, or a connection is cut. How often each."""
    chance, began, number, kills, cuts = random.Random(seed), time.monotonic(), 0, 0, 0
    pids: list[int] = []
    strike = chance.randrange(*EVERY)

    def enough() -> bool:
        return _count(folder) >= 2 * operations or time.monotonic() - began > LONGEST

    def begin() -> None:
        nonlocal number
        number += 1
        mine, log = number, folder / f"{number}.jsonl"
        log.touch()
        pids.append(fork("hands", lambda: history_hands.work(stage, log, seed=seed * 1000 + mine, enough=enough)))

    for _each in range(HANDS):
        begin()
    with psycopg.connect(stage.url, autocommit=True) as door:
        while not enough():
            so_far = _count(folder)
            if so_far < strike:
                time.sleep(0.02)
                continue
            strike = so_far + 2 * chance.randrange(*EVERY)
            if chance.random() < 0.4:
                victim = pids.pop(chance.randrange(len(pids)))
                os.kill(victim, signal.SIGKILL)
                os.waitpid(victim, 0)
                kills += 1
                begin()
            else:
                cuts += bool(door.execute(CUT, [chance.randrange(HANDS)]).rowcount)
    for pid in pids:
        os.waitpid(pid, 0)
    return kills, cuts


def _count(folder: Path) -> int:
    """Lines so far, by their size: each is as long as the other."""
    return sum(file.stat().st_size for file in folder.iterdir()) // history_hands.WIDTH


def _paired(lines: list[dict[str, Any]], happened: set[tuple[str, str]]) -> tuple[dict[str, list[Op]], dict[str, int]]:
    """The history of each wallet and each slot. What was refused because somebody was in the way did not happen; whether it did of which nobody heard,
    the database says afterwards, but not when."""
    begun, ended = ({line["id"]: line for line in lines if line["is"] == what} for what in ("begun", "ended"))
    found: dict[str, list[Op]] = defaultdict(list)
    figures = dict.fromkeys(("operations", "never_heard", "refused", "busy", "unexpected", "wrong_totals"), 0)
    for key, first in begun.items():
        last = ended.get(key, {"out": "unknown"})
        figures["operations"] += 1
        figures["never_heard"] += last["out"] == "unknown"
        figures["refused"] += last.get("said") is False
        figures["busy"] += last["out"] == "busy"
        figures["unexpected"] += last["out"] == "unexpected"
        if last["out"] == "unexpected":
            say(f"{first['verb']} {first['on']}: {last['why']}")
        if first["verb"] == "total":
            figures["wrong_totals"] += last["out"] == "known" and last["said"] != START * PEOPLE
        elif last["out"] == "known" or (
            last["out"] == "unknown" and (first["verb"], key if first["verb"] != "free" else first["value"]) in happened
        ):
            for thing, op in _ops(first, last):
                found[thing].append(op)
    return found, figures


def _ops(first: dict[str, Any], last: dict[str, Any]) -> Iterator[tuple[str, Op]]:
    """A transfer is one operation on each of its two wallets."""
    end, said, value = last.get("at"), last.get("said", True), first["value"]
    if first["verb"] == "transfer":
        yield f"wallet {first['on']}", Op("out", value, first["at"], end, said)
        if said is not False:
            yield f"wallet {first['to']}", Op("in", value, first["at"], end)
    else:
        yield first["on"] if isinstance(first["on"], str) else f"wallet {first['on']}", Op(first["verb"], value, first["at"], end, said)


@contextmanager
def _without_locks(url: str) -> Iterator[None]:
    """The bug: nobody locks, and the last walls of the database, which would still refuse it, are gone."""
    without_walls(url, *WALLS)
    with replaced((create, "lock_rooms", does_nothing), (cancel, "lock_rooms", does_nothing), (transfer, "lock", does_nothing)):
        yield
