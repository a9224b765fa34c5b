"""The liability: what each location holds of its customers on a day, from where it came and where it went, and the list behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Deposit, DepositMovement, Location, Organisation
from app.models.deposit import MovementKind

M = DepositMovement


@dataclass(frozen=True, slots=True)
class Held:
    """Of one location, in cents of its currency; the parts, signed as they moved what is held, sum to `held`."""

    location_id: int
    name: str
    currency: str
    parts: dict[MovementKind, int]

    @property
    def held(self) -> int:
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class HeldDeposit:
    """One line of the list behind a sum."""

    id: int
    code: str
    organisation_id: int
    organisation: str
    held: int


def held_by_location(session: Session, day: dt.date, *, by: Actor, location_id: int | None = None) -> list[Held]:
    """Every location that ever held a deposit, as of the end of that day: the ledger forgets nothing."""
    query = (
        select(Location.id, Location.name, Location.currency, M.kind, func.sum(M.cents))
        .join(M, M.location_id == Location.id)
        .where(M.date <= day)
        .group_by(Location.id, Location.name, Location.currency, M.kind)
        .order_by(Location.name)
    )
    query = narrowed(query, by, M)
    found: dict[int, Held] = {}
    for place, name, currency, kind, cents in session.execute(query if location_id is None else query.where(Location.id == location_id)):
        found.setdefault(place, Held(place, name, currency, {})).parts[kind] = int(cents)
    return list(found.values())


def held_deposits(session: Session, location_id: int, day: dt.date, *, by: Actor) -> list[HeldDeposit]:
    """The deposits of one location of which something was held at the end of that day; they sum to it."""
    held = func.sum(M.cents)
    query = (
        select(Deposit.id, Deposit.code, Organisation.id, Organisation.name, held)
        .join(M, M.deposit_id == Deposit.id)
        .join(Organisation, Organisation.id == Deposit.organisation_id)
        .where(M.location_id == location_id, M.date <= day)
        .group_by(Deposit.id, Deposit.code, Organisation.id, Organisation.name)
        .having(held != 0)
        .order_by(Organisation.name, Deposit.code)
    )
    return [HeldDeposit(*row[:4], int(row[4])) for row in session.execute(narrowed(query, by, M))]
