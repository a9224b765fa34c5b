"""What a wish to book is about: the room, who pays, the licenses that hold that day, and what the house has set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.clock import local
from app.core.errors import Missing
from app.models import Booking, Closure, FoyerUser, License, Location, Organisation, Room
from app.queries.bookings.house_rules import HouseRules, rules_of
from app.queries.bookings.statements import BOOKER, LICENSES, ORGANISATION, ROOM
from app.queries.debtors.chasing import Chased, blocked
from app.queries.wallets.paying import Payer
from app.rules.credits import Where

DAY = dt.timedelta(days=1)
MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """Instants in UTC. `booking_id`: an existing booking that would move there, and does not stand in its own way; `organisation_id` is then the one that
    it was booked for, also where its person is with another one now.

    `extras`: product and quantity of those that are asked for; what is not named stays as it is, which is none of a new booking.
    `keeps_start`: it begins when it did, so that nobody asks whether that is past. Without a user and an organisation the house books,
    unless only the price `for_anybody` is asked for.
    """

    room_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    user_id: int | None = None
    organisation_id: int | None = None
    people: int | None = None
    booking_id: int | None = None
    keeps_start: bool = False
    for_anybody: bool = False
    extras: tuple[tuple[int, int], ...] = ()

    def moves(self, booking: Booking) -> bool:
        """To another room or other times; what else it may change is no move."""
        return (self.room_id, self.starts_at, self.ends_at) != (booking.room_id, booking.starts_at, booking.ends_at)


@dataclass(frozen=True, slots=True)
class Facts:
    """`licenses` hold on the local day of the start, with their memberships; `closures` are those on its days and the next to them; `is_taken`: another booking stood there as this was read, which no lock holds still;
    `debt`: why new bookings of the organisation rest (I9), and `reads_debts` whether the asker may know how much it is."""

    wish: Wish
    room: Room
    location: Location
    user: FoyerUser | None
    organisation: Organisation | None
    licenses: Sequence[License]
    closures: Sequence[Closure]
    rules: HouseRules
    is_taken: bool
    debt: Chased | None = None
    reads_debts: bool = False

    @property
    def is_house(self) -> bool:
        return self.user is None and self.organisation is None and not self.wish.for_anybody

    @property
    def where(self) -> Where:
        """For credits that are good for some rooms only (W1)."""
        return Where(self.room.location_id, self.room.kind.value)

    @property
    def payer(self) -> Payer:
        """Whose wallets may pay."""
        return Payer(self.user.id if self.user else None, self.organisation.id if self.organisation else None, self.location.currency)

    @property
    def first_day(self) -> dt.date:
        return local(self.wish.starts_at, self.location.zone).date()

    @property
    def last_day(self) -> dt.date:
        """The local day of its last moment: one that ends at midnight does not touch the next day."""
        return local(max(self.wish.ends_at - MOMENT, self.wish.starts_at), self.location.zone).date()


def facts_of(session: Session, wish: Wish, *, by: Actor) -> Facts:
    """Raises Missing for a room or a person that the actor may not know of."""
    room, closures, rules, is_taken = _room(session, wish, by)
    day = local(wish.starts_at, room.location.zone).date()
    user: FoyerUser | None = None
    organisation: Organisation | None = None
    licenses: Sequence[License] = ()
    if wish.user_id is not None:
        user, licenses = _booker(session, wish.user_id, room, day, by)
        organisation = user.organisation
    elif wish.organisation_id is not None:
        organisation = _organisation(session, wish.organisation_id, by)
        licenses = session.scalars(LICENSES, {"organisation": organisation.id, "day": day}).all()
    debt = blocked(session, organisation.id, rules.dunning) if organisation is not None and wish.booking_id is None else None
    return Facts(wish, room, room.location, user, organisation, licenses, closures, rules, is_taken, debt, by.is_staff or by.sees_invoices)


def _room(session: Session, wish: Wish, by: Actor) -> tuple[Room, list[Closure], HouseRules, bool]:
    """With its location and space, the closures around, what the house has set, and whether another booking is in the way."""
    asked = {
        "room": wish.room_id,
        "until": wish.ends_at.date() + DAY,
        "since": wish.starts_at.date() - DAY,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "but": wish.booking_id,
    }
    rows = session.execute(narrowed(ROOM, by, Room), asked).all()
    if not rows:
        raise Missing(_("%(noun)s not found.", noun=_("Room")))
    room, _closure, stored, is_taken = rows[0]
    return room, [row[1] for row in rows if row[1] is not None], rules_of(stored), is_taken


def _booker(session: Session, user_id: int, room: Room, day: dt.date, by: Actor) -> tuple[FoyerUser, list[License]]:
    """The person, with their organisation, and the licenses that count for them that day."""
    rows = session.execute(
        narrowed(BOOKER, by, FoyerUser), {"user": user_id, "space": room.space_id if room.is_private else None, "day": day}
    ).all()
    if not rows:
        raise Missing(_("%(noun)s not found.", noun=_("Person")))
    return rows[0][0], [license for _user, license in rows if license is not None]


def _organisation(session: Session, organisation_id: int, by: Actor) -> Organisation:
    found = session.scalars(narrowed(ORGANISATION, by, Organisation), {"organisation": organisation_id}).one_or_none()
    if found is None:
        raise Missing(_("%(noun)s not found.", noun=_("Organisation")))
    return found
