"""Three webs and three pools of workers are restarted one after the other while people book: no request fails, no job is lost, no mail goes twice."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from app import create_app
from app.cli.sandbox import GENEROUS
from app.cli.say import CannotStart, say
from app.cli.scratch import scratch
from app.core.entity import db
from benchmarks.drills import hands
from benchmarks.drills.bookings_verdict import verdict
from benchmarks.drills.fleet import Fleet, HaProxy, fleet, has_haproxy
from benchmarks.drills.house import until
from benchmarks.drills.one_slot import CREATED, TAKEN
from benchmarks.forked import forked
from benchmarks.rooms import HOUR, Caller, Place, make_key_of_bench, make_place
from config import Settings

NAME = "rolling-restart"
TARGETS = {
    "restarts": ">= 4",
    "failed_requests": "= 0",
    "slots_doubled": "= 0",
    "jobs_lost": "= 0",
    "mails_lost": "= 0",
    "mails_twice": "= 0",
    "overlaps": "= 0",
    "broken_promises": "= 0",
}
CLIENTS, ROOMS = 8, 10
ASIDE = "NOT through HAProxy, which is not installed here: this shows the door of the supervisor, and nothing of HAProxy."
BREATH = 0.05  # seconds between two tries of a client: half of what it can
LEFT = "SELECT count(*) FROM outbox_message WHERE state <> 'done' AND event <> 'SlotDue'"
DELIVERIES = "SELECT message_id FROM delivery WHERE state = 'sent'"


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """Each of the six once; five times with `long`, and then through HAProxy alone, since that is what is promised. Raises CannotStart where it is not installed."""
    if not has_haproxy():
        if long:
            raise CannotStart(
                "What is promised is that no request fails through HAProxy, and it is not installed here. Install it, or play the short drill at the door of the supervisor."
            )
        say(ASIDE)
    figures = rolled(settings, rounds=5 if long else 1)
    if not figures["through_haproxy"]:
        say(ASIDE)
    return figures


def rolled(settings: Settings, *, rounds: int, size: int = 3) -> dict[str, Any]:
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, ask), TemporaryDirectory() as folder:
        with create_app(placed, sync=True).app_context():
            place, key = make_place(ROOMS, CLIENTS), make_key_of_bench()
            db.session.remove()
            db.engine.dispose()
        with fleet(placed, Path(folder), size) as ships:
            over, book = Path(folder) / "over", Path(folder) / "told"
            crowd = forked(
                lambda: _crowd(place, ships.front.port, key, over, book)
            )  # in a process of its own: the fleet is forked from one without threads
            began = time.monotonic()
            try:
                restarts = _restarted(ships, rounds)
            finally:
                over.touch()
                os.waitpid(crowd, 0)
            seconds = time.monotonic() - began
            told = json.loads(book.read_text())
            with psycopg.connect(placed.database_url, autocommit=True) as door:
                until(lambda: not _number(door, LEFT) or time.monotonic() - began > seconds + 60, 90, pause=0.2)
                lost = _number(door, LEFT)
                sent = [row[0] for row in door.execute(DELIVERIES).fetchall()]
        kept = Counter(mail["message_id"] for mail in ask("/mail.json?limit=100000")["mails"])
        counts = Counter(status for status, _ in told)
        slow = sorted(taken for _, taken in told)
        found = verdict(own)
    return {
        "front": ships.front.name,
        "through_haproxy": int(isinstance(ships.front, HaProxy)),
        "restarts": restarts,
        "seconds": round(seconds, 1),
        "requests": len(told),
        "booked": counts[CREATED],
        "told_taken": counts[TAKEN],
        "failed_requests": sum(count for status, count in counts.items() if status not in (CREATED, TAKEN)),
        "said": {str(status): count for status, count in sorted(counts.items())},
        "slots_doubled": abs(found["bookings"] - counts[CREATED]),
        "p99_ms": round(slow[len(slow) * 99 // 100] * 1000) if slow else 0,
        "jobs_lost": lost,
        "mails": len(sent),
        "mails_lost": sum(not kept[each] for each in sent),
        "mails_twice": sum(times - 1 for times in kept.values()),
    } | found


def _restarted(ships: Fleet, rounds: int) -> int:
    done = 0
    for _round in range(rounds):
        for number in range(ships.size):
            ships.restart_web(number)
            ships.restart_pool(number)
            done += 2
    return done


def _crowd(place: Place, port: int, key: str, over: Path, book: Path) -> int:
    """All clients, until it is over; what they were told is written into the book."""
    with ThreadPoolExecutor(CLIENTS) as people:
        told = [each for part in people.map(lambda number: _client(number, place, port, key, over), range(CLIENTS)) for each in part]
    book.write_text(json.dumps(told))
    return 0


def _client(number: int, place: Place, port: int, key: str, over: Path) -> list[tuple[int, float]]:
    """Status and seconds of each try; 0 for one that nobody answered. All clients want the same slots, one after the other."""
    told = []
    slot = 0
    while not over.exists():
        hour, room = divmod(slot, ROOMS)
        begins = place.monday + dt.timedelta(hours=hour % 1000)
        began = time.monotonic()
        try:
            status, _ = Caller(port, key).book(place.rooms[room], place.people[number], begins, begins + HOUR)
        except (OSError, http.client.HTTPException, ValueError):
            status = 0
        told.append((status, time.monotonic() - began))
        slot += 1
        time.sleep(BREATH)
    return told


def _number(door: psycopg.Connection[Any], statement: str) -> int:
    return int(door.execute(statement).fetchone()[0])  # type: ignore[index]
