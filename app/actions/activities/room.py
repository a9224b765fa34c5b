"""The room of a meeting: booked by the action of bookings as the house's own, moved and given back with the meeting."""

from __future__ import annotations

import dataclasses
import datetime as dt

from app.access.actor import Actor
from app.access.permissions import Permission
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.core.clock import now
from app.models import Activity, Booking
from app.work import Work


def keep_room(work: Work, activity: Activity, room_id: int | None) -> None:
    """Free: it is the house's own. Raises Missing, Refused and Conflict as create_booking; with the room's name as place where there is none."""
    if room_id is None:
        return
    ends_at = activity.at + dt.timedelta(minutes=activity.minutes or 0)
    booking = create_booking(room_id=room_id, starts_at=activity.at, ends_at=ends_at, title=activity.subject[:200], by=_lent(work.by))
    activity.booking_id = booking.id
    activity.place = activity.place or booking.room.name


def move_room(work: Work, activity: Activity) -> None:
    """To the instants that the activity has now. Raises as change_booking."""
    if (booking := _live(work, activity)) is not None:
        change_booking(
            booking.id, starts_at=activity.at, ends_at=activity.at + dt.timedelta(minutes=activity.minutes or 0), by=_lent(work.by)
        )


def give_room_back(work: Work, activity: Activity) -> None:
    """One that has begun stays: the room was kept."""
    if (booking := _live(work, activity)) is not None and booking.starts_at > now():
        cancel_booking(booking.id, by=_lent(work.by))


def _live(work: Work, activity: Activity) -> Booking | None:
    booking = work.session.get(Booking, activity.booking_id) if activity.booking_id is not None else None
    return booking if booking is not None and booking.is_live else None


def _lent(by: Actor) -> Actor:
    """Whoever may meet people may keep a room for it, though not book for customers. Their locations stay as they are."""
    return dataclasses.replace(by, permissions=by.permissions | {Permission.BOOKING_WRITE, Permission.BOOKING_READ})
