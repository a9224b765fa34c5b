"""A room that can be booked, and a member who may book it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.actions.accounts.person import the_person
from app.actions.bookings.create import create_booking
from app.actions.wallets.grant_quota import grant_quota
from app.actions.wallets.open import wallet_of
from app.actions.wallets.settle_due import settle_due
from app.actions.wallets.top_up import top_up_wallet
from app.core import clock
from app.models import Booking, FoyerUser, Lot, OutboxMessage, Wallet
from app.queries.verify.books import verify
from app.rules.units import Unit
from app.rules.wall_times import instant_at
from app.work import transaction
from tests.make import MEMBER

ZONE = "Africa/Johannesburg"


def at(day: int, hour: int = 9, minute: int = 0, *, month: int = 6, year: int = 2026, zone: str = ZONE) -> dt.datetime:
    """A time on the wall of the location, as an instant."""
    return instant_at(dt.datetime(year, month, day, hour, minute), zone)


@contextmanager
def lived(day: int, hour: int = 9, minute: int = 0, **more: Any) -> Iterator[None]:
    with clock.lived_at(at(day, hour, minute, **more)):
        yield


class Rooms:
    """R200 an hour at peak, R120 off-peak, as in the worked examples; the member has a desk there."""

    def __init__(self, make: Any, session: Session) -> None:
        self.make, self.session = make, session
        self.location = make.location(zone=ZONE, opening_hours="")
        self.space = make.space(self.location)
        self.room = make.room(self.space, name="Boardroom")
        self.organisation = make.organisation(self.location)
        self.user = make.user(MEMBER, first_name="Thandi", last_name="Maseko", organisation_id=self.organisation.id)
        self.membership = make.membership(self.location)
        self.license = make.license(self.organisation, self.membership, user_id=self.user.id)
        self.wallet = self.open(Unit.SPACE, user_id=self.user.id)
        self.shared = self.open(Unit.STUFF, organisation_id=self.organisation.id)
        session.rollback()

    def open(self, unit: Unit, **owner: int) -> int:
        with transaction(by=SYSTEM) as work:
            return wallet_of(work, unit, "ZAR", **owner).id

    def member(self, user: FoyerUser | None = None) -> Actor:
        return the_person(self.session.merge(user or self.user))

    def buy(self, cents: int, wallet_id: int | None = None, *, key: str = "order-1", **wishes: Any) -> int:
        return top_up_wallet(wallet_id or self.wallet, cents, by=SYSTEM, key=key, reason="Bought", **wishes).id

    def quota(self, cents: int, *, slot: dt.datetime, until: dt.datetime) -> int:
        with transaction(by=SYSTEM) as work:
            lot = grant_quota(work, work.get(Wallet, self.wallet), cents, quota="license:1", slot=slot, expires_at=until)
            assert lot is not None
            return lot.id

    def book(self, starts_at: dt.datetime, ends_at: dt.datetime, *, by: Actor | None = None, **wishes: Any) -> Booking:
        wishes = {"room_id": self.room.id, "user_id": self.user.id} | wishes
        return create_booking(by=by or self.member(), starts_at=starts_at, ends_at=ends_at, **wishes)

    def free(self, *lots: int) -> tuple[int, ...]:
        """Cents that are free in these lots."""
        self.session.expire_all()
        found = (self.session.get_one(Lot, lot) for lot in lots)
        return tuple(lot.balance_cents - lot.reserved_cents for lot in found)

    def told(self, name: str) -> list[dict[str, Any]]:
        """Events of that name, once a consequence."""
        found = self.session.scalars(select(OutboxMessage).where(OutboxMessage.event == name).order_by(OutboxMessage.id))
        return [each.payload for each in found]

    def fresh(self, booking: Booking) -> Booking:
        self.session.expire_all()
        return self.session.get_one(Booking, booking.id)


@pytest.fixture
def rooms(make: Any, session: Session) -> Rooms:
    return Rooms(make, session)


@pytest.fixture(autouse=True)
def books_are_right(session: Session) -> Iterator[None]:
    """After every test all promises hold."""
    yield
    session.rollback()
    while settle_due():
        pass
    assert {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations} == {}
