"""Live bookings to come that nobody is left to use: the last license that opened the location to their people has ended by then."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.clock import now
from app.models import Booking, License, Location
from app.queries.counted import counted


def how_many_after_license(session: Session, *, by: Actor, location_id: int | None) -> int:
    """As many as the list has that opens from there."""
    return counted(session, Booking, Booking.after_license, by=by, location_id=location_id)


def after_end_of(session: Session, license: License, *, by: Actor) -> list[Booking]:
    """Those after its last day, of its holder and of nobody in person; of everybody there where nobody holds it. Nothing while another license runs for them.

    Asked after its end is written: what stands in the tables decides.
    """
    if license.ends_on is None:
        return []
    day = func.date(func.timezone(license.location.zone, Booking.starts_at))
    query = select(Booking).where(
        Booking.after_license,
        Booking.organisation_id == license.organisation_id,
        Booking.location_id == license.location_id,
        day > license.ends_on,
    )
    if license.user_id is not None:
        query = query.where(or_(Booking.user_id == license.user_id, Booking.user_id.is_(None)))
    return list(session.scalars(narrowed(query, by, Booking).order_by(Booking.starts_at, Booking.id)))


def after_end_of_all(session: Session, organisation_id: int, day: dt.date, *, by: Actor) -> list[Booking]:
    """Those of a whole organisation after that day, which its licenses have ended with. Asked after their ends are written; nothing where one still runs for somebody."""
    query = (
        select(Booking)
        .join(Location, Location.id == Booking.location_id)
        .where(Booking.after_license, Booking.organisation_id == organisation_id, _there() > day)
    )
    return list(session.scalars(narrowed(query, by, Booking).order_by(Booking.starts_at, Booking.id)))


def how_many_after_day(session: Session, organisation_id: int, day: dt.date, *, by: Actor) -> int:
    """All that a whole organisation has booked after that day and is still to begin, whoever may use it then."""
    query = select(func.count(Booking.id)).join(Location, Location.id == Booking.location_id)
    query = query.where(_to_come(organisation_id), _there() > day)
    return session.scalar(narrowed(query, by, Booking)) or 0


def may_be_after_all(session: Session, organisation_id: int, *, by: Actor) -> bool:
    """The same as `may_be_after` of a whole organisation, wherever it is."""
    query = select(Booking.id).where(_to_come(organisation_id))
    return session.scalar(narrowed(query, by, Booking).limit(1)) is not None


def may_be_after(session: Session, license: License, *, by: Actor) -> bool:
    """Is anything of theirs booked there at all, that an end could leave behind?"""
    query = select(Booking.id).where(_to_come(license.organisation_id), Booking.location_id == license.location_id)
    if license.user_id is not None:
        query = query.where(or_(Booking.user_id == license.user_id, Booking.user_id.is_(None)))
    return session.scalar(narrowed(query, by, Booking).limit(1)) is not None


def after_leaving(session: Session, user_id: int, organisation_id: int, *, by: Actor) -> list[Booking]:
    """What somebody who has left a team had booked on its account. Asked after they have left."""
    query = select(Booking).where(Booking.after_license, Booking.user_id == user_id, Booking.organisation_id == organisation_id)
    return list(session.scalars(narrowed(query, by, Booking).order_by(Booking.starts_at, Booking.id)))


def _to_come(organisation_id: int) -> ColumnElement[bool]:
    """What an organisation has booked and is still to begin."""
    return and_(Booking.blocks_room, Booking.starts_at > now(), Booking.organisation_id == organisation_id)


def _there() -> ColumnElement[dt.date]:
    """The local day of a booking, where its location is joined."""
    return func.date(func.timezone(Location.zone, Booking.starts_at))
