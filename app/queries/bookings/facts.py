"""What a wish to book is about: the room, who pays, the licenses that hold that day, and what the house has set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Integer, and_, bindparam, cast, exists, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.access.actor import Actor
from app.access.scope import visible
from app.core.clock import local
from app.core.errors import Missing
from app.models import Closure, FoyerUser, License, LicensePause, Location, Organisation, Room
from app.queries.bookings.house_rules import STORED, HouseRules, rules_of
from app.queries.wallets.paying import Payer
from app.rules.credits import Where

DAY = dt.timedelta(days=1)
MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """Instants in UTC. `booking_id`: an existing booking that would move there, and does not stand in its own way.

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


@dataclass(frozen=True, slots=True)
class Facts:
    """`licenses` hold on the local day of the start, with their memberships; `closures` are those on its days and the next to them."""

    wish: Wish
    room: Room
    location: Location
    user: FoyerUser | None
    organisation: Organisation | None
    licenses: Sequence[License]
    closures: Sequence[Closure]
    rules: HouseRules

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


# Made once, as every booking asks them. Closures: whatever the zone, its days are these or the next to them.
CLOSED = and_(
    Closure.location_id == Room.location_id,
    or_(Closure.room_id.is_(None), Closure.room_id == Room.id),
    Closure.starts_on <= bindparam("until"),
    Closure.ends_on >= bindparam("since"),
)
ROOM = (
    select(Room, Closure, STORED)
    .where(Room.id == bindparam("room"))
    .join(Room.location)
    .join(Room.space)
    .outerjoin(Closure, CLOSED)
    .options(contains_eager(Room.location), contains_eager(Room.space))
    .order_by(Closure.starts_on, Closure.id)
)
# Licenses: the person's own that hold that day, those of the organisation that are nobody's in
# person, those of colleagues in the room's own space, and all of the organisation's when nobody in person books.
PAUSED = exists().where(
    LicensePause.license_id == License.id,
    LicensePause.starts_on <= bindparam("day"),
    or_(LicensePause.ends_on.is_(None), LicensePause.ends_on >= bindparam("day")),
)
NOBODY_IN_PERSON = cast(bindparam("user"), Integer).is_(None)
WHOSE = or_(License.user_id == bindparam("user"), (License.organisation_id == bindparam("organisation")) & or_(NOBODY_IN_PERSON, License.user_id.is_(None), License.space_id == bindparam("space")))
LICENSES = (
    select(License)
    .where(WHOSE, License.starts_on <= bindparam("day"), or_(License.ends_on.is_(None), License.ends_on >= bindparam("day")), ~PAUSED)
    .options(joinedload(License.membership))
)


def facts_of(session: Session, wish: Wish, *, by: Actor) -> Facts:
    """Raises Missing for a room or a person that the actor may not know of."""
    room, closures, rules = _room(session, wish, by)
    user = _user(session, wish.user_id, by) if wish.user_id is not None else None
    organisation = user.organisation if user is not None else _organisation(session, wish.organisation_id, by)
    first = local(wish.starts_at, room.location.zone).date()
    return Facts(
        wish=wish,
        room=room,
        location=room.location,
        user=user,
        organisation=organisation,
        licenses=_licenses(session, room, user, organisation, first),
        closures=closures,
        rules=rules,
    )


def _room(session: Session, wish: Wish, by: Actor) -> tuple[Room, list[Closure], HouseRules]:
    """With its location and space, the closures around, and what the house has set."""
    criterion = visible(by, Room)
    asked = {"room": wish.room_id, "until": wish.ends_at.date() + DAY, "since": wish.starts_at.date() - DAY}
    rows = session.execute(ROOM if criterion is None else ROOM.where(criterion), asked).all()
    if not rows:
        raise Missing(_("%(noun)s not found.", noun=_("Room")))
    return rows[0][0], [closure for _room, closure, _stored in rows if closure is not None], rules_of(rows[0][2])


def _user(session: Session, user_id: int, by: Actor) -> FoyerUser:
    query = select(FoyerUser).where(FoyerUser.id == user_id).options(joinedload(FoyerUser.organisation))
    criterion = visible(by, FoyerUser)
    found = session.scalars(query if criterion is None else query.where(criterion)).one_or_none()
    if found is None:
        raise Missing(_("%(noun)s not found.", noun=_("Person")))
    return found


def _organisation(session: Session, organisation_id: int | None, by: Actor) -> Organisation | None:
    if organisation_id is None:
        return None
    query = select(Organisation).where(Organisation.id == organisation_id)
    criterion = visible(by, Organisation)
    found = session.scalars(query if criterion is None else query.where(criterion)).one_or_none()
    if found is None:
        raise Missing(_("%(noun)s not found.", noun=_("Organisation")))
    return found


def _licenses(session: Session, room: Room, user: FoyerUser | None, organisation: Organisation | None, day: dt.date) -> list[License]:
    """Of nobody there are none."""
    if user is None and organisation is None:
        return []
    whose = {"user": user.id if user else None, "organisation": organisation.id if organisation else None, "space": room.space_id, "day": day}
    return list(session.scalars(LICENSES, whose))
