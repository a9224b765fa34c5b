"""Who may book for whom, and who may touch a booking."""

from __future__ import annotations

from collections.abc import Hashable

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.bookings.room_lock import lock_rooms
from app.core.errors import Forbidden, Refused, Stale
from app.models import Booking, FoyerUser
from app.queries.bookings.facts import Facts
from app.work import Work


def require_booker(by: Actor, facts: Facts) -> None:
    """Staff book for anybody at their locations, members for themselves, and whoever runs a team for its people."""
    if by.is_staff:
        require(by, Permission.BOOKING_WRITE, facts.room)
        return
    if facts.user is None or not _is_theirs(by, facts.user):
        raise Forbidden(_("You can book for yourself, and for your team where you run it."))
    if not facts.user.active:
        raise Refused(_("%(name)s is deactivated.", name=str(facts.user)), field="user")


def lock_booking(work: Work, booking_id: int) -> Booking:
    """The booking under lock, after its room's, with present values. Raises Missing for one that the actor may not know of."""
    booking = work.lock(Booking, booking_id)
    if work.by.is_staff:
        require(work.by, Permission.BOOKING_WRITE, booking)
    return booking


def lock_with_room(work: Work, booking_id: int) -> Booking:
    """The same, its room's lock taken first."""
    lock_rooms(work, work.get(Booking, booking_id).room_id)
    return lock_booking(work, booking_id)


def when_and_where(booking: Booking) -> Hashable:
    """What was read before the locks, and decided on."""
    return booking.room_id, booking.starts_at, booking.ends_at, booking.sequence


def require_unmoved(booking: Booking, seen: Hashable) -> None:
    """Raises Stale when somebody moved it between the reading and the lock."""
    if when_and_where(booking) != seen:
        raise Stale(_("Somebody has just changed this booking. Look at it again."))


def may_override(by: Actor, reason: str) -> bool:
    """Staff with the right, who say why."""
    return by.is_staff and by.may(Permission.BOOKING_OVERRIDE) and bool(reason.strip())


def _is_theirs(by: Actor, user: FoyerUser) -> bool:
    return user.id == by.id or (by.runs_team and user.organisation_id == by.organisation_id)
