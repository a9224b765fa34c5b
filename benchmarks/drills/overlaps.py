"""Twenty clients book random times in thirty rooms, move and give back: no two bookings ever overlap, and the books are clean."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.errors import Conflict, FoyerError
from benchmarks.at_once import at_once
from benchmarks.drills.bookings_verdict import verdict
from benchmarks.rooms import Place, make_place
from config import Settings
from jobs.context import settle_in

NAME = "overlaps"
TARGETS = {"overlaps": "= 0", "faults": "= 0", "broken_promises": "= 0"}
CLIENTS, ROOMS, DAYS = 20, 30, 14
GRID = dt.timedelta(minutes=15)
BOOKED, MOVED, CANCELLED, TAKEN, FAULT = "booked", "moved", "cancelled", "taken", "fault"


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """20,000 tries with `long`, otherwise 1,200."""
    return tried(settings, tries=20_000 if long else 1_200)


def tried(settings: Settings, *, tries: int) -> dict[str, Any]:
    began = time.monotonic()
    with scratch(settings, f"the drill {NAME}") as own:
        app = create_app(own, web=False)
        settle_in(app)
        with app.app_context():
            place = make_place(ROOMS, CLIENTS)
            db.session.remove()
            db.engine.dispose()
        told = [each for part in at_once(CLIENTS, lambda client: _client(client, place, tries // CLIENTS)) for each in part]
        counts = Counter(told)
        faults = {word.removeprefix(f"{FAULT}: "): count for word, count in counts.items() if word.startswith(FAULT)}
        seconds = round(time.monotonic() - began, 1)
        return {"tries": len(told), **{word: counts[word] for word in (BOOKED, MOVED, CANCELLED, TAKEN)}, "faults": sum(faults.values()), "said": faults, "seconds": seconds} | verdict(own)


def _client(client: int, place: Place, tries: int) -> list[str]:
    chance, mine, told = random.Random(client), [], []
    for _ in range(tries):
        room, begins, ends = _wish(chance, place)
        verb = chance.choices((BOOKED, MOVED, CANCELLED), (7, 2, 1))[0] if mine else BOOKED
        try:
            if verb == BOOKED:
                mine.append(create_booking(by=SYSTEM, room_id=room, user_id=place.people[client], starts_at=begins, ends_at=ends).id)
            elif verb == MOVED:
                change_booking(chance.choice(mine), by=SYSTEM, room_id=room, starts_at=begins, ends_at=ends)
            else:
                cancel_booking(mine.pop(chance.randrange(len(mine))), by=SYSTEM)
            told.append(verb)
        except FoyerError as refused:
            told.append(TAKEN if isinstance(refused, Conflict) and refused.field == "starts_at" else f"{FAULT}: {refused.message}")
        finally:
            db.session.remove()
    return told


def _wish(chance: random.Random, place: Place) -> tuple[int, dt.datetime, dt.datetime]:
    begins = place.monday + chance.randrange(DAYS * 96) * GRID
    return chance.choice(place.rooms), begins, begins + chance.randrange(2, 17) * GRID
