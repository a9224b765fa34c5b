"""Letters about a booking: the words for people, and the invitation for their calendars."""

from __future__ import annotations

from collections.abc import Callable

from app.core import clock
from app.core.entity import db
from app.integrations.mail import Invitation
from app.models import Delivery
from app.models.delivery import DeliveryKind
from app.queries.booking_letters import BookingTold, told
from app.queries.letter_sender import sender_to
from app.rendering.booking_mail import cancel_mail, invite_mail, notice_mail
from app.rendering.ical import Method, Occasion, Person, invitation
from app.rendering.mail import MailContent

Sender = Callable[[MailContent], tuple[str, str]]


def booking_letter(row: Delivery, sender: Sender) -> tuple[MailContent, Invitation | None]:
    """`sender` says whose name and address stand in From: the invitation's ORGANIZER has to be the same."""
    booking, signed = told(db.session(), row), sender_to(db.session(), row)
    if row.kind is DeliveryKind.BOOKING_NOTICE:
        return notice_mail(signed, booking), None
    is_cancel = row.kind is DeliveryKind.BOOKING_CANCEL
    words = (cancel_mail if is_cancel else invite_mail)(signed, booking)
    method = Method.CANCEL if is_cancel else Method.REQUEST
    name, address = sender(words)
    everybody = _people(booking) if row.addressee in booking.names else [Person(row.addressee)]  # whoever was taken off, alone
    content = invitation(
        _occasion(booking, is_cancelled=is_cancel), method, organiser=Person(address, name), attendees=everybody, stamped_at=clock.now()
    )
    return words, Invitation(method.value, content)


def _people(booking: BookingTold) -> list[Person]:
    return [Person(address, name, is_chair=address == booking.booker_email) for address, name in booking.names.items()]


def _occasion(booking: BookingTold, *, is_cancelled: bool) -> Occasion:
    return Occasion(
        uid=booking.uid,
        sequence=booking.sequence,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=booking.zone,
        summary=booking.title,
        place=booking.where,
        link=booking.link,
        is_cancelled=is_cancelled,
    )
