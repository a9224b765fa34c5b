"""What is asked of each booking: does it block its room, and is nobody left who may use it? Who counts and the list that opens ask the same."""

from __future__ import annotations

from sqlalchemy import ColumnElement, DateTime, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import column_property

from app.core.clock import now
from app.models.booking import LIVE, Booking, BookingStatus
from app.models.license import License
from app.models.location import Location
from app.models.room import Room
from app.models.user import FoyerUser

INSTANT = DateTime(timezone=True)


def blocks() -> ColumnElement[bool]:
    """Blocks its room as the question is asked: a hold that has lapsed does not, also before the clock has noticed it."""
    return Booking.status.in_(LIVE) & or_(Booking.status != BookingStatus.HELD, Booking.held_until > _now())


def after_license() -> ColumnElement[bool]:
    """Stands, is still to begin, and is paid by an organisation whose person holds nothing there any more that day: the last license that
    opened the location to them has ended (B9), or they are with that organisation no more. A pause is no end, and what staff booked all the same stays theirs.
    """
    zone = select(Location.zone).where(Location.id == Booking.location_id).correlate(Booking).scalar_subquery()
    day = func.date(func.timezone(zone, Booking.starts_at))
    is_with = exists().where(FoyerUser.id == Booking.user_id, FoyerUser.organisation_id == Booking.organisation_id).correlate(Booking)
    private = select(Room.space_id).where(Room.id == Booking.room_id, Room.is_private).correlate(Booking).scalar_subquery()
    of_all = or_(License.user_id.is_(None), License.space_id == private)  # shared, or a colleague's in the space of a private room
    theirs = and_(
        License.organisation_id == Booking.organisation_id,
        License.location_id == Booking.location_id,
        or_(Booking.user_id.is_(None), License.user_id == Booking.user_id, is_with & of_all),
    )
    runs = exists().where(theirs, License.starts_on <= day, or_(License.ends_on.is_(None), License.ends_on >= day)).correlate(Booking)
    ended = exists().where(theirs, License.ends_on < day).correlate(Booking)
    gone = Booking.user_id.is_not(None) & ~is_with
    return and_(
        blocks(),
        Booking.starts_at > _now(),
        Booking.organisation_id.is_not(None),
        or_(gone, ended & (Booking.override_reason == "")),
        ~runs,
    )


def _now() -> ColumnElement[object]:
    return bindparam(None, callable_=now, type_=INSTANT)


Booking.blocks_room = column_property(blocks(), deferred=True)
Booking.after_license = column_property(after_license(), deferred=True)
