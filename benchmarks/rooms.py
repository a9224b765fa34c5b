"""Rooms and people who book them, by the hundred; and the web application, served as it is in a house."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select, text

from app import create_app
from app.access.actor import SYSTEM
from app.access.roles import NETWORK_ADMIN
from app.actions.wallets.open import wallet_of
from app.actions.wallets.top_up import top_up_wallet
from app.cli.ready import healthy
from app.cli.servers.ports import any_free
from app.cli.web import Gunicorn
from app.core.clock import now
from app.core.entity import db
from app.models import FoyerUser, License, Location, Membership, MembershipPrice, Organisation, Room, Space
from app.rules.units import Unit
from app.web.tokens import make_key
from app.work import transaction
from benchmarks.drills.house import until
from benchmarks.forked import forked
from config import Settings

PURSE = 10**9  # cents in each wallet
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Ids of one location's rooms and people; `monday` is the first midnight in UTC that all of it can be booked from."""

    location: int
    rooms: list[int]
    people: list[int]
    wallets: list[int]
    monday: dt.datetime


def make_place(rooms: int, people: int) -> Place:
    """Inside an application context. Everybody has a license and a full wallet of their own; the rooms are open day and night."""
    session = db.session()
    location = Location(
        code="ONE",
        name="One",
        zone="Africa/Johannesburg",
        currency="ZAR",
        country="ZA",
        invoice_prefix="ONE",
        address="1 Long Street",
        vat_number="4",
    )
    session.add(location)
    session.flush()
    space = Space(code="FLOOR", name="Floor", location_id=location.id)
    membership = Membership(code="DESK", name="Desk", location_id=location.id)
    organisation = Organisation(code="ORG", name="Organisation", location_id=location.id, currency="ZAR")
    session.add_all([space, membership, organisation])
    session.flush()
    session.add(MembershipPrice(membership_id=membership.id, primary_cents=100_000, extra_cents=80_000))
    made = [_room(number, location.id, space.id) for number in range(rooms)]
    users = [_person(number, organisation.id) for number in range(people)]
    session.add_all([*made, *users])
    session.flush()
    session.add_all([_license(user, location.id, organisation.id, membership.id, space.id) for user in users])
    session.commit()
    place = Place(location.id, [room.id for room in made], [user.id for user in users], [], _monday())
    with transaction(by=SYSTEM) as work:
        place.wallets.extend(wallet_of(work, Unit.SPACE, "ZAR", user_id=user).id for user in place.people)
    for wallet in place.wallets:
        top_up_wallet(wallet, PURSE, by=SYSTEM, key=f"purse:{wallet}", reason="Bought")
    session.execute(text("ANALYZE"))
    session.commit()
    return place


def _monday() -> dt.datetime:
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    return today + dt.timedelta(days=7 - today.weekday())


def _room(number: int, location: int, space: int) -> Room:
    rates = {"peak_rate_cents": 20_000, "off_peak_rate_cents": 12_000}
    return Room(code=f"R{number}", name=f"Room {number}", location_id=location, space_id=space, capacity=8, **rates)


def _person(number: int, organisation: int) -> FoyerUser:
    names = {"first_name": "Member", "last_name": str(number), "username": f"member{number}", "email": f"member{number}@example.com"}
    return FoyerUser(**names, active=True, organisation_id=organisation)


def _license(user: FoyerUser, location: int, organisation: int, membership: int, space: int) -> License:
    where = {"location_id": location, "organisation_id": organisation, "membership_id": membership, "space_id": space}
    return License(code=f"L{user.id}", user_id=user.id, starts_on=dt.date(2020, 1, 1), **where)


class Caller:
    """One client with a connection that it keeps; `book` answers (status, JSON)."""

    def __init__(self, port: int, key: str) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def book(self, room: int, user: int, starts_at: dt.datetime, ends_at: dt.datetime) -> tuple[int, Any]:
        wish = {"room_id": room, "user_id": user, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
        self._wire.request("POST", "/api/v1/booking/", json.dumps(wish), self._headers)
        answer = self._wire.getresponse()
        return answer.status, json.loads(answer.read())


@contextmanager
def served(settings: Settings, rooms: int, people: int) -> Iterator[tuple[Place, int, str]]:
    """The place, the port of a running web application, and the API key of a network administrator."""
    with create_app(settings, sync=True).app_context():
        place, key = make_place(rooms, people), make_key_of_bench()
        db.session.remove()
        db.engine.dispose()
    with web(settings) as port:
        yield place, port, key


@contextmanager
def web(settings: Settings) -> Iterator[int]:
    """The port of a web application that runs as in a house; nothing of the caller's may hold the database meanwhile."""
    port = any_free()
    pid = forked(lambda: _serve(settings, port))
    try:
        until(lambda: healthy(settings.moved(port=port)), 60)
        yield port
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def _serve(settings: Settings, port: int) -> int:
    Gunicorn(settings, f"127.0.0.1:{port}").run()
    return 0


def make_key_of_bench() -> str:
    manager = current_app.appbuilder.sm  # type: ignore[attr-defined]
    role = next(each for each in manager.get_all_roles() if each.name == NETWORK_ADMIN)
    user = FoyerUser(username="bench", first_name="Bench", last_name="Admin", email="bench@example.com", active=True, roles=[role])
    db.session.add(user)
    db.session.commit()
    return make_key(
        manager, name="bench", user_id=db.session.scalar(select(FoyerUser.id).where(FoyerUser.username == "bench")) or 0, by=SYSTEM
    )
