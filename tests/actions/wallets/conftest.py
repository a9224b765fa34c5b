"""Wallets with credits, and a booking's way through them without a room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.actions.wallets.end_reserves import end_reserves
from app.actions.wallets.grant_quota import grant_quota
from app.actions.wallets.open import wallet_of
from app.actions.wallets.refund import refund
from app.actions.wallets.reserve import reserve
from app.actions.wallets.top_up import top_up_wallet
from app.core import clock
from app.core.entity import db
from app.models import Lot, Wallet
from app.queries.wallets.paying import Payer, paying_wallets
from app.rules.credits import Payment
from app.rules.units import Unit
from app.work import transaction

DAY = dt.timedelta(days=1)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 6) -> dt.datetime:
    """Of 2026, in UTC."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


@contextmanager
def lived(*when: int, **more: int) -> Iterator[None]:
    with clock.lived_at(at(*when, **more)):
        yield


class Credits:
    """A member with an own wallet of space, and the shared stuff of their organisation."""

    def __init__(self, session: Session, organisation: Any, user: Any) -> None:
        self.session, self.user_id, self.organisation_id = session, user.id, organisation.id
        self.space = self._wallet(Unit.SPACE, user_id=user.id)
        self.stuff = self._wallet(Unit.STUFF, organisation_id=organisation.id)

    def _wallet(self, unit: Unit, **owner: int) -> int:
        with transaction(by=SYSTEM) as work:
            return wallet_of(work, unit, "ZAR", **owner).id

    def quota(self, cents: int, *, slot: dt.datetime, until: dt.datetime) -> Lot | None:
        with transaction(by=SYSTEM) as work:
            return grant_quota(work, work.get(Wallet, self.space), cents, quota="license:1", slot=slot, expires_at=until)

    def buy(self, cents: int, wallet_id: int | None = None, *, key: str = "order-1", **wishes: Any) -> int:
        return top_up_wallet(wallet_id or self.space, cents, by=SYSTEM, key=key, reason="Bought", **wishes).id

    def book(self, cost: int, name: str, *, starts_at: dt.datetime, key: str | None = None, **wishes: Any) -> Payment:
        """Hold what pays, for 24 hours."""
        with transaction(by=SYSTEM) as work:
            wallets = paying_wallets(work.session, Payer(self.user_id, self.organisation_id, "ZAR"))
            return reserve(work, wallets, cost, starts_at=starts_at, expires_at=clock.now() + DAY, cause=name, key=key or name, **wishes)

    def cancel(self, name: str, *, fee: int = 0, refunded: int = 0, key: str | None = None, by_operator: bool = False) -> None:
        with transaction(by=SYSTEM) as work:
            end_reserves(work, name, fee)
            if refunded:
                refund(work, name, refunded, key=key or name, by_operator=by_operator)

    def free(self, *lots: int) -> tuple[int, ...]:
        """What is free in these lots."""
        self.session.expire_all()
        found = (self.session.get_one(Lot, lot) for lot in lots)
        return tuple(lot.balance_cents - lot.reserved_cents for lot in found)

    def wallet(self, wallet_id: int) -> Wallet:
        self.session.expire_all()
        return self.session.get_one(Wallet, wallet_id)


@pytest.fixture
def credits(make: Any, session: Session) -> Credits:
    organisation = make.organisation()
    return Credits(session, organisation, make.user("Member", organisation_id=organisation.id, location_id=organisation.location_id))


__all__ = ["DAY", "Credits", "at", "credits", "db", "lived"]
