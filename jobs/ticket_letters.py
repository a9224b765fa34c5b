"""Letters about tickets: what stands in them."""

from __future__ import annotations

from flask import current_app

from app.core.entity import db
from app.models import Delivery
from app.models.delivery import DeliveryKind
from app.queries.letter_sender import sender_to
from app.queries.tickets.letters import ticket_told
from app.rendering import ticket_mail
from app.rendering.mail import MailContent


def ticket_letter(row: Delivery) -> MailContent:
    """The button leads to the ticket, at /my for the member."""
    sender, house = sender_to(db.session(), row), current_app.extensions["settings"].public_url.rstrip("/")
    told = ticket_told(db.session(), row)
    if row.kind is DeliveryKind.TICKET_ANSWER:
        return ticket_mail.ticket_answer_mail(sender, told, link=f"{house}/my/help/{told.number}")
    written = ticket_mail.ticket_new_mail if row.kind is DeliveryKind.TICKET_NEW else ticket_mail.ticket_reply_mail
    return written(sender, told, link=f"{house}/tickets/show/{told.number}")
