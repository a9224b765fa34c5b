"""What every booking asks of the database, put together once: the room, who books, and the licenses that hold that day.

Only the columns that decide about a booking are read; another one is fetched when somebody asks for it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from app.models import Booking, Closure, FoyerUser, License, LicensePause, Location, Membership, Organisation, Room, Space
from app.models.booking_answers import INSTANT
from app.queries.bookings.conflicts import standing
from app.queries.bookings.house_rules import STORED

# Closures: whatever the zone, its days are these or the next to them.
CLOSED = and_(
    Closure.location_id == Room.location_id,
    or_(Closure.room_id.is_(None), Closure.room_id == Room.id),
    Closure.starts_on <= bindparam("until"),
    Closure.ends_on >= bindparam("since"),
)
BUFFER = Room.buffer_minutes * literal(dt.timedelta(minutes=1))
SPAN = func.tstzrange(
    bindparam("starts_at", type_=INSTANT),
    func.greatest(bindparam("ends_at", type_=INSTANT), bindparam("starts_at", type_=INSTANT)) + BUFFER,
)
TAKEN = exists().where(
    Booking.room_id == Room.id,
    Booking.blocked.overlaps(SPAN),
    standing(),
    Booking.id.is_distinct_from(bindparam("but", type_=Booking.id.type)),
)
PLACE = (
    Location.code,
    Location.name,
    Location.zone,
    Location.currency,
    Location.country,
    Location.opening_hours,
    Location.peak_start,
    Location.peak_end,
    Location.half_day_percent,
    Location.full_day_percent,
    Location.price_cap,
)
ROOM = (
    select(Room, Closure, STORED, TAKEN)
    .where(Room.id == bindparam("room"))
    .join(Room.location)
    .join(Room.space)
    .outerjoin(Closure, CLOSED)
    .options(contains_eager(Room.location).load_only(*PLACE), contains_eager(Room.space).load_only(Space.name))
    .order_by(Closure.starts_on, Closure.id)
)

PAYS = (Organisation.name, Organisation.location_id, Organisation.currency, Organisation.rooms_on_invoice)
ORGANISATION = select(Organisation).where(Organisation.id == bindparam("organisation")).options(load_only(*PAYS))

# Licenses: the person's own that hold that day, those of the organisation that are nobody's in person, those of colleagues in the space of a
# private room, which they open for everybody there (`space` is empty for another room), and all of the organisation's when nobody in person books.
PAUSED = exists().where(
    LicensePause.license_id == License.id,
    LicensePause.starts_on <= bindparam("day"),
    or_(LicensePause.ends_on.is_(None), LicensePause.ends_on >= bindparam("day")),
)
HOLDS = and_(License.starts_on <= bindparam("day"), or_(License.ends_on.is_(None), License.ends_on >= bindparam("day")), ~PAUSED)
WITH_MEMBERSHIP = (
    load_only(License.code, License.location_id, License.space_id, License.ends_on),
    joinedload(License.membership).load_only(Membership.name, Membership.room_discount_percent),
)
OWN_OR_SHARED = or_(
    License.user_id == FoyerUser.id,
    (License.organisation_id == FoyerUser.organisation_id) & or_(License.user_id.is_(None), License.space_id == bindparam("space")),
)
BOOKER = (
    select(FoyerUser, License)
    .outerjoin(License, OWN_OR_SHARED & HOLDS)
    .where(FoyerUser.id == bindparam("user"))
    .options(
        load_only(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.username, FoyerUser.active, FoyerUser.organisation_id),
        joinedload(FoyerUser.organisation).load_only(*PAYS),
        *WITH_MEMBERSHIP,
    )
)
LICENSES = select(License).where(License.organisation_id == bindparam("organisation"), HOLDS).options(*WITH_MEMBERSHIP)
