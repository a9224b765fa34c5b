"""A member gives a booking back in the second in which the clock debits it: each hold has one end, and no cent is lost."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.create import create_booking
from app.actions.wallets.end_reserves import debit_reserve
from app.actions.wallets.settle_due import settle_due
from app.cli.scratch import scratch
from app.core import clock
from app.core.entity import db
from app.models import Reserve
from app.models.ledger import ReserveState
from app.work import transaction
from benchmarks.at_once import PROCESSES, at_once
from benchmarks.drills.bookings_verdict import verdict
from benchmarks.drills.planting import noticed, without_walls
from benchmarks.rooms import HOUR, PURSE, Place, make_place
from config import Settings
from jobs.context import settle_in

NAME = "cancel-or-settle"
TARGETS = {"two_ends": "= 0", "open": "= 0", "lost_cents": "= 0", "overlaps": "= 0", "broken_promises": "= 0", "planted_found": "= 1"}
PEOPLE, ROOMS, EACH = 20, 20, 5
STAGGER = 0.2  # seconds
WALLS = ("ends_once", "reserved_is_not_negative")
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
    """At the end a round in which what is due is read without a lock, and nothing behind it refuses: there holds have to end twice."""
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
            two_ends, still_open = _ends()
            figures = {
                "pairs": pairs,
                "settled_first": settled,
                "two_ends": two_ends,
                "open": still_open,
                "lost_cents": int(db.session.scalar(text(LOST), {"paid": PURSE * PEOPLE}) or 0),
            }
            db.session.remove()
            db.engine.dispose()
        figures |= verdict(own)
        without_walls(own.database_url, *WALLS)
        return figures | noticed(_ended_twice(app, place, rounds))


def _ends() -> tuple[int, int]:
    """Holds without exactly one end, and those that are still open."""
    two_ends, still_open = db.session.execute(text(ENDS)).one()
    return int(two_ends), int(still_open)


def _ended_twice(app: Flask, place: Place, number: int) -> int:
    booked = [each for part in at_once(PROCESSES, lambda client: _book(client, place, number)) for each in part]
    at_once(PROCESSES, lambda client: _end_blindly(client, booked))
    with app.app_context():
        two_ends, still_open = _ends()
        db.session.remove()
        db.engine.dispose()
    return two_ends - still_open


def _book(client: int, place: Place, number: int) -> list[int]:
    """An hour each of a room of one's own, in hours that no round before took."""
    found = []
    for hour in range(EACH):
        begins = place.monday + dt.timedelta(days=7, hours=number * EACH + hour)
        booking = create_booking(
            by=SYSTEM, room_id=place.rooms[client], user_id=place.people[client], starts_at=begins, ends_at=begins + HOUR
        )
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


def _end_blindly(client: int, booked: list[int]) -> int:
    """One reads what is due, and debits it after the other has given it back."""
    with clock.lived_at(clock.now() + DUE):
        if client:
            time.sleep(STAGGER)
            for booking in booked:
                cancel_booking(booking, by=SYSTEM)
                db.session.remove()
            return 0
        with transaction(by=SYSTEM) as work:
            due = work.session.scalars(select(Reserve).where(Reserve.state == ReserveState.OPEN, Reserve.expires_at <= clock.now())).all()
            time.sleep(10 * STAGGER)
            for held in due:
                debit_reserve(work, held, held.cents)
        return len(due)
