"""Bookings a second over HTTP, beside a program that sends the same statements to the database and does nothing else."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from app import create_app
from app.access.actor import SYSTEM
from app.actions.bookings.create import create_booking
from app.core.entity import db
from app.work import rehearsal
from benchmarks.rooms import HOUR, Caller, Place, served
from config import Settings

NAME = "booking"
TARGETS = {"a_second": "> 67", "to_bare": ">= 0.10", "faults": "0"}
CLIENTS, ROOMS = 8, 40
SAMPLES = 200
CREATED = 201
Statements = list[tuple[str, Any]]


def measure(settings: Settings, long: bool) -> dict[str, Any]:
    """Eight clients, each an hour of a room of their own at a time: 600 bookings, 4,000 with `long`."""
    times = (4_000 if long else 600) // CLIENTS
    with served(settings, ROOMS, CLIENTS) as (place, port, key):
        _clients(place, port, key, 20, after=0)  # every thread has its connection, every statement its plan
        began = time.monotonic()
        statuses = _clients(place, port, key, times, after=20)
        by_http = len(statuses) / (time.monotonic() - began)
        bare = _replayed(settings, recorded(settings, place))
    return {
        "bookings": len(statuses),
        "a_second": round(by_http, 1),
        "bare_a_second": round(bare, 1),
        "to_bare": round(by_http / bare, 2),
        "faults": sum(status != CREATED for status in statuses),
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["a_second"] > 67 and figures["to_bare"] >= 0.10 and not figures["faults"])


def _clients(place: Place, port: int, key: str, times: int, *, after: int) -> list[int]:
    def one(client: int) -> list[int]:
        caller, told = Caller(port, key), []
        for number in range(after, after + times):
            hours, room = divmod(number, ROOMS // CLIENTS)
            begins = place.monday + hours * HOUR
            told.append(caller.book(place.rooms[client + room * CLIENTS], place.people[client], begins, begins + HOUR)[0])
        return told

    with ThreadPoolExecutor(CLIENTS) as people:
        return [status for part in people.map(one, range(CLIENTS)) for status in part]


def recorded(settings: Settings, place: Place) -> list[Statements]:
    """What so many bookings send, each undone again: whoever sends it later meets an empty room."""
    found: list[Statements] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        found[-1].append((statement, parameters))

    with create_app(settings, web=False).app_context():
        event.listen(Engine, "before_cursor_execute", note)
        try:
            for number in range(SAMPLES):
                begins = place.monday + dt.timedelta(days=60, hours=number)
                found.append([])
                with rehearsal(by=SYSTEM):
                    create_booking(by=SYSTEM, room_id=place.rooms[0], user_id=place.people[0], starts_at=begins, ends_at=begins + HOUR)
                db.session.remove()
        finally:
            event.remove(Engine, "before_cursor_execute", note)
            db.engine.dispose()
    return found


def _replayed(settings: Settings, bookings: list[Statements]) -> float:
    """Transactions a second of one connection, every row fetched."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        began = time.monotonic()
        for statements in bookings:
            with connection.transaction():
                for statement, parameters in statements:
                    answer = connection.execute(statement, parameters)
                    if answer.description is not None:
                        answer.fetchall()
        return len(bookings) / (time.monotonic() - began)
