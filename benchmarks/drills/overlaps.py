"""Twenty clients book random times in thirty rooms, move and give back: no two bookings ever overlap, and the books are clean."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from dataclasses import replace
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.actions.bookings import cancel, change, create
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.errors import Conflict, FoyerError
from benchmarks.at_once import at_once
from benchmarks.drills.bookings_verdict import verdict
from benchmarks.drills.planting import does_nothing, found, replaced, without_walls
from benchmarks.rooms import Place, make_place
from config import Settings
from jobs.context import settle_in

NAME = "overlaps"
TARGETS = {"overlaps": "= 0", "faults": "= 0", "deadlock_percent": "<= 0.1", "broken_promises": "= 0", "planted_found": "= 1"}
CLIENTS, ROOMS, DAYS = 20, 30, 14
GRID = dt.timedelta(minutes=15)
BOOKED, MOVED, CANCELLED, TAKEN, AGAIN, FAULT = "booked", "moved", "cancelled", "taken", "again", "fault"
DEADLOCK = "40P01"
WALL, PLANTED = "one_booking_at_a_time", 200  # tries in one room
NO_LOCK = ((create, "lock_rooms", does_nothing), (change, "lock_rooms", does_nothing), (cancel, "lock_rooms", does_nothing))


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """20,000 tries with `long`, otherwise 1,200."""
    return tried(settings, tries=20_000 if long else 1_200)


def tried(settings: Settings, *, tries: int) -> dict[str, Any]:
    """At the end a few tries more in a room that nobody locks and that has no constraint: there two bookings have to overlap. `deadlock_percent`: of all tries."""
    began = time.monotonic()
    with scratch(settings, f"the drill {NAME}") as own:
        app = create_app(own, web=False)
        settle_in(app)
        with app.app_context():
            whole = make_place(ROOMS + 1, CLIENTS)
            db.session.remove()
            db.engine.dispose()
        place, spare = replace(whole, rooms=whole.rooms[:ROOMS]), replace(whole, rooms=whole.rooms[ROOMS:])
        counts = Counter(_told(place, tries))
        faults = {word.removeprefix(f"{FAULT}: "): count for word, count in counts.items() if word.startswith(FAULT)}
        seconds, made = round(time.monotonic() - began, 1), sum(counts.values()) - counts[AGAIN]
        figures = verdict(own)
        without_walls(own.database_url, WALL)
        with replaced(*NO_LOCK):
            planted = found(lambda: _overlapping(own, spare))
    return (
        {
            "tries": made,
            **{word: counts[word] for word in (BOOKED, MOVED, CANCELLED, TAKEN)},
            "deadlocks": counts[AGAIN],
            "deadlock_percent": round(100 * counts[AGAIN] / made, 3),
            "faults": sum(faults.values()),
            "said": faults,
            "seconds": seconds,
        }
        | figures
        | planted
    )


def _overlapping(own: Settings, place: Place) -> int:
    _told(place, PLANTED)
    return int(verdict(own)["overlaps"])


def _told(place: Place, tries: int) -> list[str]:
    return [each for part in at_once(CLIENTS, lambda client: _client(client, place, tries // CLIENTS)) for each in part]


def _client(client: int, place: Place, tries: int) -> list[str]:
    """What each try came to, and a word more for each time that it had to be begun anew because of a deadlock."""
    chance, told = random.Random(client), list[str]()
    mine: list[int] = []
    for _ in range(tries):
        room, begins, ends = _wish(chance, place)
        verb = chance.choices((BOOKED, MOVED, CANCELLED), (7, 2, 1))[0] if mine else BOOKED
        which = chance.randrange(len(mine)) if mine else 0
        word = AGAIN
        while word == AGAIN:
            word = _tried(verb, mine, which, room, place.people[client], begins, ends)
            told.append(word)
    return told


def _tried(verb: str, mine: list[int], which: int, room: int, user: int, begins: dt.datetime, ends: dt.datetime) -> str:
    try:
        if verb == BOOKED:
            mine.append(create_booking(by=SYSTEM, room_id=room, user_id=user, starts_at=begins, ends_at=ends).id)
        elif verb == MOVED:
            change_booking(mine[which], by=SYSTEM, room_id=room, starts_at=begins, ends_at=ends)
        else:
            cancel_booking(mine[which], by=SYSTEM)
            mine.pop(which)
    except FoyerError as refused:
        if isinstance(refused, Conflict) and refused.field == "starts_at":
            return TAKEN
        return AGAIN if getattr(getattr(refused.__cause__, "orig", None), "sqlstate", None) == DEADLOCK else f"{FAULT}: {refused.message}"
    finally:
        db.session.remove()
    return verb


def _wish(chance: random.Random, place: Place) -> tuple[int, dt.datetime, dt.datetime]:
    begins = place.monday + chance.randrange(DAYS * 96) * GRID
    return chance.choice(place.rooms), begins, begins + chance.randrange(2, 17) * GRID
