"""Does anything speak against it? Everything but the lock is decided here, once for booking and for moving."""

from __future__ import annotations

from flask_babel import format_datetime
from flask_babel import gettext as _

from app.actions.bookings.allowed import may_override
from app.core.clock import local, now
from app.core.errors import Conflict, Refused
from app.core.formats import locale_of, money_text
from app.models import Booking, Location
from app.models.booking import BookingStatus
from app.queries.bookings.alternatives import Alternative, nearest
from app.queries.bookings.conflicts import blocked, overlapping
from app.queries.bookings.facts import Facts
from app.queries.bookings.obstacles import obstacles
from app.work import Work


def check_obstacles(work: Work, facts: Facts, override_reason: str) -> bool:
    """True when staff overrode something. Raises Refused, at its field, for the first thing that stands in the way."""
    found = obstacles(facts)
    overriding = may_override(work.by, override_reason)
    for each in found:
        if not (each.can_be_overridden and overriding):
            raise Refused(each.message, field=each.field)
    return bool(found)


def check_free(work: Work, facts: Facts) -> None:
    """The caller holds the room's lock. Raises Conflict that names what is there and where else there is room."""
    wish, room = facts.wish, facts.room
    found = overlapping(work.session, room.id, blocked(wish.starts_at, wish.ends_at, room.buffer_minutes))
    taken = [each for each in found if each.id != wish.booking_id and not _lapsed(each)]
    if not taken:
        for each in found:
            if each.id != wish.booking_id:  # a hold whose time is over frees its room before the clock comes by
                Booking.moves.move(each, "lapse")
                each.ended_at = each.held_until
        work.session.flush()
        return
    other = nearest(work.session, room, wish.starts_at, wish.ends_at, but=wish.booking_id)
    raise Conflict(said(taken[0], facts), field="starts_at", details=[_detail(each, facts.location) for each in other])


def _lapsed(booking: Booking) -> bool:
    return booking.status is BookingStatus.HELD and booking.held_until is not None and booking.held_until <= now()


def said(taken: Booking, facts: Facts) -> str:
    """By its times alone: whose it is may be nobody's business."""
    zone = facts.location.zone
    begins, ends = (format_datetime(local(each, zone), "HH:mm", rebase=False) for each in (taken.starts_at, taken.ends_at))
    if facts.room.buffer_minutes:
        return _(
            "%(room)s is taken from %(start)s to %(end)s, and needs %(minutes)s minutes between bookings.",
            room=facts.room.name,
            start=begins,
            end=ends,
            minutes=facts.room.buffer_minutes,
        )
    return _("%(room)s is taken from %(start)s to %(end)s.", room=facts.room.name, start=begins, end=ends)


def _detail(each: Alternative, location: Location) -> dict[str, object]:
    return {
        "room_id": each.room_id,
        "room": each.room,
        "starts_at": local(each.starts_at, location.zone).isoformat(),
        "ends_at": local(each.ends_at, location.zone).isoformat(),
    }


def money_said(cents: int, location: Location) -> str:
    return money_text(cents, location.currency, locale_of(location.country))
