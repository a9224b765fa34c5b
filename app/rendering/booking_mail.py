"""Mails about a booking: to whoever booked, to the guests, and to the manager of the place. Only the first read what it costs."""

from __future__ import annotations

from app.queries.booking_letters import BookingTold
from app.queries.letter_sender import LetterSender
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent


def invite_mail(sender: LetterSender, booking: BookingTold) -> MailContent:
    """It stands, for the first time or in another way than before."""
    return letter("booking_invite", sender, booking.link, booking=booking)


def cancel_mail(sender: LetterSender, booking: BookingTold) -> MailContent:
    """It is cancelled, or the reader need not come."""
    return letter("booking_cancel", sender, booking.link, booking=booking)


def notice_mail(sender: LetterSender, booking: BookingTold) -> MailContent:
    """What the manager of the place wants to know."""
    return letter("booking_notice", sender, booking.link, booking=booking)
