"""Fifty people want the same room at the same time, over HTTP: one gets it, the others are told at once, and nobody sees a fault."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from app.actions.bookings import create
from app.cli.scratch import scratch
from benchmarks.drills.bookings_verdict import verdict
from benchmarks.drills.planting import does_nothing, found, replaced, without_walls
from benchmarks.rooms import HOUR, Caller, Place, served, web
from config import Settings

NAME = "one-slot"
TARGETS = {
    "slots_lost_or_doubled": "= 0",
    "faults": "= 0",
    "losers_p99_ms": "<= 1000",
    "overlaps": "= 0",
    "broken_promises": "= 0",
    "planted_found": "= 1",
}
CLIENTS = 50
CREATED, TAKEN = 201, 409
WARMING = 2  # slots before the times count: the first requests of a new process write their SQL, which each of them does once
WALL, PLANTED = "one_booking_at_a_time", 5


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """1,000 slots with `long`, otherwise 20; a slot is an hour of one of ten rooms."""
    return raced(settings, slots=1_000 if long else 20)


def raced(settings: Settings, *, slots: int) -> dict[str, Any]:
    """More slots than warm it up. At the end a few more at a house without the room's lock, and without the constraint behind it: there two have to get one."""
    with scratch(settings, f"the drill {NAME}") as own:
        with served(own, rooms=10, people=CLIENTS) as (place, port, key):
            cold = _told(place, port, key, range(WARMING))
            warm = _told(place, port, key, range(WARMING, slots))
        told = [*cold, *warm]
        counts = Counter(status for status, _ in told)
        lost = sorted(taken for status, taken in warm if status == TAKEN)
        figures = verdict(own)
        without_walls(own.database_url, WALL)
        with replaced((create, "lock_rooms", does_nothing)), web(own) as port:
            planted = found(lambda: _doubled(own, place, port, key, slots))
        return (
            {
                "slots": slots,
                "slots_lost_or_doubled": abs(figures["bookings"] - slots),
                "tries": len(told),
                "told_taken": counts[TAKEN],
                "faults": sum(count for status, count in counts.items() if status not in (CREATED, TAKEN)),
                "slowest_of_cold_web_ms": round(max(taken for _, taken in cold) * 1000),
                "losers_p50_ms": round(lost[len(lost) // 2] * 1000),
                "losers_p99_ms": round(lost[len(lost) * 99 // 100] * 1000),
            }
            | figures
            | planted
        )


def _doubled(own: Settings, place: Place, port: int, key: str, slots: int) -> int:
    """Pairs that overlap after hours that nobody wanted before."""
    begun = verdict(own)["bookings"]
    _told(place, port, key, range(max(slots, begun), max(slots, begun) + PLANTED))
    return int(verdict(own)["overlaps"])


def _told(place: Place, port: int, key: str, slots: range) -> list[tuple[int, float]]:
    ready = Barrier(CLIENTS)
    with ThreadPoolExecutor(CLIENTS) as people:
        return [each for part in people.map(lambda user: _client(user, place, port, key, slots, ready), place.people) for each in part]


def _client(user: int, place: Place, port: int, key: str, slots: range, ready: Barrier) -> list[tuple[int, float]]:
    """Status and seconds of each try."""
    caller, told = Caller(port, key), []
    for slot in slots:
        number, room = divmod(slot, len(place.rooms))
        begins = place.monday + dt.timedelta(hours=number)
        ready.wait()
        began = time.monotonic()
        status, _ = caller.book(place.rooms[room], user, begins, begins + HOUR)
        told.append((status, time.monotonic() - began))
    return told
