"""A Foyer at half of what it can, for ten minutes or two hours: no memory that grows, no connection that stays, no job that waits."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import psycopg

from app import create_app
from app.cli.sandbox import GENEROUS
from app.cli.scratch import scratch
from app.core.entity import db
from app.queries.verify.books import verify
from benchmarks.drills import hands
from benchmarks.drills.fleet import Fleet, fleet
from benchmarks.drills.house import until
from benchmarks.forked import forked
from benchmarks.rooms import HOUR, Caller, Place, make_key_of_bench, make_place
from config import Settings

NAME = "soak"
TARGETS = {
    "failed_requests": "= 0",
    "memory_growth_percent": "<= 5",
    "leaked_connections": "<= 0",
    "queue_age_p99_seconds": "<= 10",
    "jobs_not_done": "= 0",
    "promises_broken": "= 0",
}
OPTIONS = {"minutes": "how long (10; with --long 120)"}
CLIENTS, ROOMS = 4, 10
WARM = 0.25  # of the time, until memory is compared: caches fill first
SAMPLE = 1.0  # seconds
FULL = 5.0  # seconds in which the clients go as fast as they can, to know what half of it is
READS = ("/api/v1/booking/", "/api/v1/wallet/", "/api/v1/organisation/", "/readyz")
AGE = "SELECT coalesce(extract(epoch FROM now() - min(greatest(not_before, made_at))), 0) FROM outbox_message WHERE state IN ('due', 'queued') AND not_before <= now()"
LEFT = "SELECT count(*) FROM outbox_message WHERE state <> 'done' AND event <> 'SlotDue'"
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def play(settings: Settings, long: bool, *, minutes: str = "") -> dict[str, Any]:
    return soaked(settings, minutes=float(minutes or (120 if long else 10)))


def soaked(settings: Settings, *, minutes: float) -> dict[str, Any]:
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, _ask), TemporaryDirectory() as name:
        folder = Path(name)
        with create_app(placed, sync=True).app_context():
            place, key = make_place(ROOMS, CLIENTS), make_key_of_bench()
            db.session.remove()
            db.engine.dispose()
        with fleet(placed, folder) as ships, psycopg.connect(placed.database_url, autocommit=True) as door:
            crowd = forked(lambda: _crowd(place, ships.front.port, key, folder))
            try:
                samples = _watched(ships, door, minutes * 60)
            finally:
                (folder / "over").touch()
                os.waitpid(crowd, 0)
            with contextlib.suppress(TimeoutError):  # what is left then is a figure
                until(lambda: not _number(door, LEFT), 60, pause=0.5)
            left = _number(door, LEFT)
            told: dict[str, Any] = json.loads((folder / "told").read_text())
        with create_app(placed, web=False).app_context():
            broken = sum(bool(outcome.violations) for outcome in verify(db.session()).values())
            db.session.remove()
            db.engine.dispose()
    return {"front": ships.front.name, "minutes": minutes} | told | _judged(samples) | {"jobs_not_done": left, "promises_broken": broken}


Sample = tuple[float, int, float]
"""Megabytes of all processes, connections, and the age of the oldest job that waits."""


def _watched(ships: Fleet, door: psycopg.Connection[Any], seconds: float) -> list[Sample]:
    began, samples = time.monotonic(), []
    while time.monotonic() - began < seconds:
        samples.append((_megabytes(ships), _number(door, CONNECTIONS), float(door.execute(AGE).fetchone()[0])))  # type: ignore[index]
        time.sleep(SAMPLE)
    return samples


def _judged(samples: list[Sample]) -> dict[str, Any]:
    """The last quarter against the one after the warming; a middle of each, because a collection moves single samples."""
    part = max(1, int(len(samples) * WARM))
    early, late = samples[part : 2 * part] or samples, samples[-part:]
    before, after = (_middle([each[0] for each in some]) for some in (early, late))
    ages = sorted(each[2] for each in samples)
    return {
        "samples": len(samples),
        "memory_mb_before": round(before),
        "memory_mb_after": round(after),
        "memory_growth_percent": round(100 * (after / before - 1), 1),
        "connections": _middle([each[1] for each in late]),
        "leaked_connections": _middle([each[1] for each in late]) - _middle([each[1] for each in early]),  # a peak is only who met
        "queue_age_p99_seconds": round(ages[len(ages) * 99 // 100], 1),
    }


def _megabytes(ships: Fleet) -> float:
    """What the webs and pools and their children hold by themselves."""
    total = 0.0
    for pid in (*ships.webs, *ships.pools):
        with contextlib.suppress(psutil.NoSuchProcess):
            for each in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    total += each.memory_full_info().uss / 2**20
    return total


def _crowd(place: Place, port: int, key: str, folder: Path) -> int:
    """First as fast as they can, then at half of that pace, until it is over."""
    pauses = [0.0] * CLIENTS

    def first(number: int) -> int:
        began, count = time.monotonic(), 0
        while time.monotonic() - began < FULL:
            _one(number, count, place, port, key)
            count += 1
        pauses[number] = (time.monotonic() - began) / max(1, count)
        return count

    def then(number: int) -> tuple[Counter[int], list[float]]:
        statuses, took, count = Counter[int](), [], 1000
        while not (folder / "over").exists():
            began = time.monotonic()
            statuses[_one(number, count, place, port, key)] += 1
            took.append(time.monotonic() - began)
            count += 1
            time.sleep(pauses[number])
        return statuses, took

    with ThreadPoolExecutor(CLIENTS) as people:
        fastest = sum(people.map(first, range(CLIENTS))) / FULL
        began = time.monotonic()
        rest = list(people.map(then, range(CLIENTS)))
    statuses = sum((each for each, _ in rest), Counter[int]())
    took = sorted(seconds for _, each in rest for seconds in each) or [0.0]
    told = {
        "fastest_a_second": round(fastest, 1),
        "requests_a_second": round(statuses.total() / (time.monotonic() - began), 1),
        "requests": statuses.total(),
        "failed_requests": sum(count for status, count in statuses.items() if status not in (200, 201, 409)),
        "p99_ms": round(took[len(took) * 99 // 100] * 1000),
    }
    (folder / "told").write_text(json.dumps(told))
    return 0


def _one(number: int, count: int, place: Place, port: int, key: str) -> int:
    """One request in three books an hour that nobody had; the others read. The status, 0 for no answer."""
    chance = random.Random(count * CLIENTS + number)
    try:
        if chance.random() < 0.33:
            begins = place.monday + dt.timedelta(hours=chance.randrange(1_900))  # within the 90 days that rooms can be booked ahead
            return Caller(port, key).book(chance.choice(place.rooms), place.people[number], begins, begins + HOUR)[0]
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        wire.request("GET", chance.choice(READS), headers={"Authorization": f"Bearer {key}", "Host": "127.0.0.1"})
        answer = wire.getresponse()
        answer.read()
        wire.close()
    except (OSError, http.client.HTTPException, ValueError):
        return 0
    return answer.status


def _middle(values: list[Any]) -> Any:
    return sorted(values)[len(values) // 2]


def _number(door: psycopg.Connection[Any], statement: str) -> int:
    return int(door.execute(statement).fetchone()[0])  # type: ignore[index]
