"""A member gives a booking back in the second in which the clock debits it: each hold has one end, and no cent is lost."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from sqlalchemy import text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.create import create_booking
from app.actions.wallets.settle_due import settle_due
from app.cli.scratch import scratch
from app.core import clock
from app.core.entity import db
from benchmarks.at_once import PROCESSES, at_once
from benchmarks.drills.bookings_verdict import verdict
from benchmarks.rooms import HOUR, PURSE, Place, make_place
from config import Settings
from jobs.context import settle_in

NAME = "cancel-or-settle"
TARGETS = {"two_ends": "= 0", "open": "= 0", "lost_cents": "= 0", "overlaps": "= 0", "broken_promises": "= 0"}
PEOPLE, ROOMS, EACH = 20, 20, 5
STAGGER = 0.2  # seconds
DUE = dt.timedelta(hours=24, minutes=1)  # after that what is on hold is debited
ENDS = """
SELECT count(*) FILTER (WHERE ends <> 1) AS two_ends, count(*) FILTER (WHERE state = 'open') AS open FROM (
  SELECT r.id, r.state, count(DISTINCT e.id) AS ends FROM reserve r
  LEFT JOIN ledger_entry e ON e.key IN ('reserve:' || r.id || '\\:debit', 'reserve:' || r.id || '\\:release') GROUP BY r.id) each"""
LOST = "SELECT :paid - sum(balance_cents) - (SELECT sum(charged_cents) FROM booking) FROM wallet"


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """5,000 pairs with `long`, otherwise 300; a hundred at a time."""
    return raced(settings, rounds=50 if long else 3)


def raced(settings: Settings, *, rounds: int) -> dict[str, Any]:
    with scratch(settings, f"the drill {NAME}") as own:
        app = create_app(own, web=False)
        settle_in(app)
        with app.app_context():
            place = make_place(ROOMS, PEOPLE)
            db.session.remove()
            db.engine.dispose()
        pairs = settled = 0
        for number in range(rounds):
            booked = [each for part in at_once(PEOPLE, lambda client, number=number: _book(client, place, number)) for each in part]  # type: ignore[misc]
            settled += sum(at_once(2 * PROCESSES, lambda client, booked=booked, number=number: _end(client, booked, number)))  # type: ignore[misc]
            pairs += len(booked)
        with app.app_context(), clock.lived_at(clock.now() + DUE):
            while settle_due():
                pass
            two_ends, still_open = db.session.execute(text(ENDS)).one()
            figures = {
                "pairs": pairs,
                "settled_first": settled,
                "two_ends": two_ends,
                "open": still_open,
                "lost_cents": int(db.session.scalar(text(LOST), {"paid": PURSE * PEOPLE}) or 0),
            }
            db.session.remove()
            db.engine.dispose()
        return figures | verdict(own)


def _book(client: int, place: Place, number: int) -> list[int]:
    """An hour each of a room of one's own, in hours that no round before took."""
    found = []
    for hour in range(EACH):
        begins = place.monday + dt.timedelta(days=7, hours=number * EACH + hour)
        booking = create_booking(by=SYSTEM, room_id=place.rooms[client], user_id=place.people[client], starts_at=begins, ends_at=begins + HOUR)
        found.append(booking.id)
        db.session.remove()
    return found


def _end(client: int, booked: list[int], number: int) -> int:
    """In each process one settles, a moment later each round, and one cancels its share. Returns how many were debited."""
    turn, part = divmod(client, PROCESSES)
    with clock.lived_at(clock.now() + DUE):
        if turn == 0:
            time.sleep((3 * number + 2) % 10 * STAGGER)
            return sum(iter(settle_due, 0))
        for booking in booked[part::PROCESSES]:
            cancel_booking(booking, by=SYSTEM)
            db.session.remove()
        return 0
