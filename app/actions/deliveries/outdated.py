"""Is a mail about a booking still true? A calendar that hears an old REQUEST after a CANCEL shows a meeting that nobody comes to."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.models import Booking, BookingAttendee, Delivery, FoyerUser
from app.models.booking import BookingStatus
from app.models.delivery import DeliveryKind
from app.queries.told_before import knows, was_to_know

STANDS = (BookingStatus.CONFIRMED, BookingStatus.CHECKED_IN)  # a hold is nobody's business yet


def why_outdated(session: Session, booking: Booking, row: Delivery) -> str:
    """In words; empty when it may go. Decided under the booking's lock, so that no cancellation comes in between."""
    if row.kind is DeliveryKind.BOOKING_CANCEL:
        return _why_no_cancel(session, booking, row)
    if row.kind is DeliveryKind.BOOKING_INVITE and booking.status not in STANDS:
        return _("The booking was over before the mail went.")
    if (row.booking_sequence or 0) < booking.sequence:
        return _("The booking has changed since; a newer mail says how.")
    if booking.status is BookingStatus.CANCELLED and not knows(session, row):
        return _("They had not been told of the booking.")
    return ""


def _why_no_cancel(session: Session, booking: Booking, row: Delivery) -> str:
    """Whoever booked hears of the end, and of what it costs, also where the booking was cancelled before the first mail went."""
    if booking.status in STANDS and _is_invited(session, booking, row.addressee):
        return _("They were invited again.")
    is_known = was_to_know(session, row) if row.user_id is not None else knows(session, row)
    return "" if is_known else _("They had not been told of the booking.")


def _is_invited(session: Session, booking: Booking, address: str) -> bool:
    guest = exists().where(BookingAttendee.booking_id == booking.id, func.lower(BookingAttendee.email) == address)
    booker = exists().where(FoyerUser.id == booking.user_id, func.lower(FoyerUser.email) == address)
    return bool(session.scalar(select(guest | booker)))
