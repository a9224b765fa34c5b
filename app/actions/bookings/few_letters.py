"""How much mail one member's bookings may send to addresses that they typed: the letters come from the house, and the addresses may be strangers'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import exists, func, select

from app.core.clock import now
from app.core.errors import Refused
from app.models import Booking, BookingAttendee, Delivery
from app.models.delivery import DeliveryKind
from app.work import Work

DAY = dt.timedelta(hours=24)
MOST_PEOPLE = 300  # the largest booking, and a few meetings beside it
MOST_LETTERS = 1000  # a weekly meeting of twenty for most of a year, or the largest booking moved a few times
TO_GUESTS = (DeliveryKind.BOOKING_INVITE, DeliveryKind.BOOKING_CANCEL)


def require_few(work: Work, booking: Booking, moved: Sequence[str] = ()) -> None:
    """Once its guests are written down. `moved`: who hears of a booking that was told already, or is taken off it. Staff know their guests.

    Counted are letters of the last day to whoever is not the booker, and what a job has yet to write. Raises Refused at `attendees`.
    """
    if work.by.is_staff or booking.user_id is None:
        return
    since = now() - DAY
    sent = select(Delivery.addressee).join(Booking, Booking.id == Delivery.booking_id)
    sent = sent.where(
        Booking.user_id == booking.user_id, Delivery.kind.in_(TO_GUESTS), Delivery.user_id.is_(None), Delivery.created_at > since
    )
    written = exists().where(
        Delivery.booking_id == Booking.id,
        Delivery.kind == DeliveryKind.BOOKING_INVITE,
        Delivery.addressee == func.lower(BookingAttendee.email),
    )
    to_write = select(func.lower(BookingAttendee.email)).join(Booking, Booking.id == BookingAttendee.booking_id)
    to_write = to_write.where(Booking.user_id == booking.user_id, Booking.created_at > since, ~written)
    told = sent.union_all(to_write).subquery()
    letters, people = work.session.execute(select(func.count(), func.array_agg(told.c[0].distinct())).select_from(told)).one()
    if letters + len(moved) > MOST_LETTERS or len({*(people or ()), *(each.lower() for each in moved)}) > MOST_PEOPLE:
        raise Refused(
            _("Your bookings have written to many people today. Invite more tomorrow, or ask the desk for a larger event."),
            field="attendees",
        )
