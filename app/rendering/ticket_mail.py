"""Mails about tickets: a new one and a reply to the house, an answer to the member. No subject names anybody."""

from __future__ import annotations

from app.queries.letter_sender import LetterSender
from app.queries.tickets.letters import TicketTold
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent


def ticket_new_mail(sender: LetterSender, told: TicketTold, *, link: str) -> MailContent:
    """To who looks after the location; the button opens the ticket."""
    return letter("ticket_new", sender, link, told=told)


def ticket_answer_mail(sender: LetterSender, told: TicketTold, *, link: str) -> MailContent:
    """To the member: what the house said, or that it is solved. The answer is written on the page, not by mail."""
    return letter("ticket_answer", sender, link, told=told)


def ticket_reply_mail(sender: LetterSender, told: TicketTold, *, link: str) -> MailContent:
    """To who has the ticket: what the member said."""
    return letter("ticket_reply", sender, link, told=told)
