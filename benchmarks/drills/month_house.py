"""The house of the simulated month: one location with books, rooms, cards and credits, and what its people do is drawn by one seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.access.sealing import CARD, marked, sealed
from app.actions.wallets.open import wallet_of
from app.actions.wallets.top_up import top_up_wallet
from app.core.entity import db
from app.core.month import Month
from app.models import FoyerUser, Location, Membership, Organisation, PaymentMethod, Room, Space
from app.rules.units import Unit
from app.work import transaction
from benchmarks.drills import network

BEGIN = dt.datetime(
    2031, 7, 1, 6, tzinfo=dt.UTC
)  # ahead of every machine's clock: what the database calls due stays what the month calls due
ORGANISATIONS, ROOMS, CARDS = 3, 2, 2
PURSE = 400_000  # cents in each wallet at the beginning


@dataclass
class MonthHouse:
    """What the verbs of a seed share. Rows are chosen by their place in an order, never by an id; `at` is the present of the month, in UTC."""

    chance: random.Random
    ask: Callable[..., Any]
    location_id: int
    membership_id: int
    space_id: int
    at: dt.datetime = BEGIN
    number: int = 0
    months: int = 0

    @property
    def session(self) -> Session:
        return db.session()

    def next(self) -> int:
        """A number that nobody had in this seed: for names and keys."""
        self.number += 1
        return self.number

    @property
    def month(self) -> Month:
        """The first one that was not invoiced yet."""
        found = Month.of(BEGIN.date())
        for _each in range(self.months):
            found = found.next
        return found

    def one(self, column: Any, *where: Any) -> int | None:
        """The id of a row by chance, or none when there is no such row."""
        found = self.session.scalars(select(column).where(*where).order_by(column)).all()
        return self.chance.choice(found) if found else None


@dataclass(frozen=True)
class Ground:
    """Ids of what every seed begins with."""

    location_id: int
    membership_id: int
    space_id: int
    users: list[int] = field(default_factory=list)


def lay() -> Ground:
    """Inside an application context and at BEGIN: tenants with two members each, rooms, and credits in every member's wallet."""
    location_id = network.imported(ORGANISATIONS)
    session = db.session()
    location = session.get_one(Location, location_id)
    location.xero_eft_account_code, location.xero_card_account_code = "090", "091"
    space_id = session.scalars(select(Space.id)).one()
    rates = {"peak_rate_cents": 20_000, "off_peak_rate_cents": 12_000, "capacity": 8}
    session.add_all(Room(code=f"R{n}", name=f"Room {n}", location_id=location_id, space_id=space_id, **rates) for n in range(ROOMS))
    for each in session.scalars(select(Organisation).order_by(Organisation.id)):
        each.rooms_on_invoice = True
    session.commit()
    users = list(session.scalars(select(FoyerUser.id).where(FoyerUser.organisation_id.is_not(None)).order_by(FoyerUser.id)))
    with transaction(by=SYSTEM) as work:
        wallets = [wallet_of(work, Unit.SPACE, "ZAR", user_id=user).id for user in users]
    for wallet in wallets:
        top_up_wallet(wallet, PURSE, by=SYSTEM, key=f"purse:{wallet}", reason="Bought")
    membership_id = session.scalars(select(Membership.id)).one()
    session.execute(
        text("UPDATE outbox_message SET state = 'done' WHERE state IN ('due', 'queued')")
    )  # their welcome is none of the month's
    session.commit()
    return Ground(location_id, membership_id, space_id, users)


def equip(ground: Ground, ask: Callable[..., Any]) -> None:
    """The vendors as on the first day: books that know nobody, and kept cards, one of which is declined at first."""
    ask("/_control/reset?keep=setting", {})
    ask("/_control/payfast/settings", {"send": "no"})
    network.connected(ground.location_id, ask)
    session = db.session()
    for number, each in enumerate(session.scalars(select(Organisation).order_by(Organisation.id).limit(CARDS)).all()):
        token = str(
            ask("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/", "card": "soft" if number else "good"})["result"]
        ).encode()
        session.add(
            PaymentMethod(organisation_id=each.id, token_mark=marked(token, CARD), sealed_token=sealed(token, CARD), is_default=True)
        )
    session.commit()
