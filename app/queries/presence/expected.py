"""Who is expected at a location on a day: invited guests, and those who were invited to a meeting there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.core import clock
from app.models import Booking, BookingAttendee, CheckIn, FoyerUser, Guest, Location, Visit
from app.models.booking import LIVE, BookingStatus
from app.models.visit import VisitStatus
from app.rules.lead_contact import email_key
from app.rules.wall_times import day_bounds

LATE = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Expected:
    """`visit_id` of an invitation; without one they were invited to a meeting, which `attendee_id` names, and nobody wrote a row for them."""

    visit_id: int | None
    attendee_id: int | None
    name: str
    email: str
    company: str
    note: str
    host_id: int | None
    host: str
    expected_at: dt.datetime
    until_at: dt.datetime | None
    room: str = ""

    @property
    def is_late(self) -> bool:
        return clock.now() - self.expected_at > LATE


def expected(session: Session, location: Location, *, by: Actor, day: dt.date | None = None) -> list[Expected]:
    """In the order of their times. Members need no invitation, and who came stands among those who came."""
    window = day_bounds(day or clock.today(location.zone), location.zone)
    visits = _visits(session, location.id, window, by)
    guests = [each for each in visits if each.status is VisitStatus.EXPECTED]
    found = [_of_visit(each) for each in guests]
    if by.may(Permission.BOOKING_READ):
        found += _of_meetings(session, location.id, window, {each.email_key for each in visits if each.email_key}, by)
    return sorted(found, key=lambda each: (each.expected_at, each.name.lower()))


def still_expected(session: Session, location: Location, *, by: Actor) -> int:
    """How many were invited for today and have not come: the number of the rows that their list has."""
    begun, end = day_bounds(clock.today(location.zone), location.zone)
    query = select(func.count(Visit.id)).where(
        Visit.location_id == location.id, Visit.status == VisitStatus.EXPECTED, Visit.expected_at >= begun, Visit.expected_at < end
    )
    return session.scalar(narrowed(query, by, Visit)) or 0


def meeting_guest(session: Session, attendee_id: int, location: Location, *, by: Actor) -> Expected | None:
    """One of today's, as far as the actor may see the meeting."""
    return next((each for each in expected(session, location, by=by) if each.attendee_id == attendee_id), None)


def _visits(session: Session, location_id: int, window: tuple[dt.datetime, dt.datetime], by: Actor) -> list[Visit]:
    query = select(Visit).where(Visit.location_id == location_id, Visit.expected_at >= window[0], Visit.expected_at < window[1])
    return list(session.scalars(narrowed(query.options(joinedload(Visit.host)), by, Visit)))


def _of_visit(visit: Visit) -> Expected:
    return Expected(
        visit.id,
        None,
        visit.name,
        visit.email,
        visit.company,
        visit.note,
        visit.host_id,
        str(visit.host or ""),
        visit.expected_at,
        visit.until_at,
    )


def _of_meetings(
    session: Session, location_id: int, window: tuple[dt.datetime, dt.datetime], invited: set[str], by: Actor
) -> list[Expected]:
    """Attendees who are neither members, nor invited as guests, nor here already; once a person, at their first meeting."""
    live = [status for status in LIVE if status is not BookingStatus.HELD]
    meetings: Any = (
        select(BookingAttendee, Booking)
        .join(Booking, Booking.id == BookingAttendee.booking_id)
        .options(joinedload(Booking.user), joinedload(Booking.room))
        .where(Booking.location_id == location_id, Booking.status.in_(live), Booking.starts_at >= window[0], Booking.starts_at < window[1])
        .order_by(Booking.starts_at, BookingAttendee.id)
    )
    rows = session.execute(narrowed(meetings, by, Booking)).all()
    keys = {email_key(attendee.email) for attendee, _booking in rows}
    if not keys:
        return []
    members = set(session.scalars(select(func.lower(FoyerUser.email)).where(func.lower(FoyerUser.email).in_(keys))))
    came = (
        select(Guest.email_key)
        .join(CheckIn, CheckIn.guest_id == Guest.id)
        .where(CheckIn.location_id == location_id, CheckIn.arrived_at >= window[0], Guest.email_key.in_(keys))
    )
    seen = invited | members | set(session.scalars(came))
    found = []
    for attendee, booking in rows:
        key = email_key(attendee.email)
        if key in seen:
            continue
        seen.add(key)
        name = attendee.name or attendee.email.partition("@")[0]
        host = str(booking.user or booking.organisation or "")
        found.append(
            Expected(
                None,
                attendee.id,
                name,
                attendee.email,
                "",
                "",
                booking.user_id,
                host,
                booking.starts_at,
                booking.ends_at,
                booking.room.name,
            )
        )
    return found


def guests_of_today(session: Session, *, by: Actor, location_id: int | None, most: int) -> list[Visit]:
    """Those still expected on the present day of their location, the first to come first, wherever the actor may look."""
    now, day = clock.now(), dt.timedelta(days=1)
    query = select(Visit).where(Visit.status == VisitStatus.EXPECTED, Visit.expected_at >= now - day, Visit.expected_at < now + 2 * day)
    if location_id is not None:
        query = query.where(Visit.location_id == location_id)
    query = query.options(joinedload(Visit.location), joinedload(Visit.host)).order_by(Visit.expected_at, Visit.id)
    rows = session.scalars(narrowed(query, by, Visit))
    return [row for row in rows if clock.local(row.expected_at, row.location.zone).date() == clock.today(row.location.zone)][:most]
