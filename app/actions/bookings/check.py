"""Does anything speak against it? Everything but the lock is decided here, once for booking and for moving."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_datetime
from flask_babel import gettext as _

from app.actions.bookings.allowed import may_override
from app.core.clock import local
from app.core.errors import Conflict, Refused
from app.core.formats import locale_of, money_text
from app.models import Booking, Location
from app.queries.bookings.alternatives import Alternative, nearest
from app.queries.bookings.conflicts import Standing, blocked, overlapping
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


def check_seen_free(work: Work, facts: Facts) -> None:
    """Before any lock: who comes late is told at once, and does not stand in line to hear it. Raises Conflict as `check_free`."""
    if facts.is_taken:
        _refuse_taken(work, facts, _overlapping(work, facts))


def check_free(work: Work, facts: Facts) -> None:
    """The caller holds the room's lock. Raises Conflict that names what is there and where else there is room."""
    found = _overlapping(work, facts)
    _refuse_taken(work, facts, found)
    for each in found:
        if each.id != facts.wish.booking_id:
            hold = work.session.get_one(Booking, each.id, with_for_update=True, populate_existing=True)
            Booking.moves.move(hold, "lapse")
            hold.ended_at = hold.held_until
    if found:
        work.session.flush()


def _overlapping(work: Work, facts: Facts) -> list[Standing]:
    wish, room = facts.wish, facts.room
    return overlapping(work.session, room.id, blocked(wish.starts_at, wish.ends_at, room.buffer_minutes))


def _refuse_taken(work: Work, facts: Facts, found: Sequence[Standing]) -> None:
    wish = facts.wish
    taken = next((each for each in found if each.id != wish.booking_id and not each.has_lapsed), None)
    if taken is not None:
        other = nearest(work.session, facts.room, wish.starts_at, wish.ends_at, grid=facts.rules.grid, but=wish.booking_id)
        raise Conflict(said(taken, facts), field="starts_at", details=[_detail(each, facts.location) for each in other])


def said(taken: Standing, facts: Facts) -> str:
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
