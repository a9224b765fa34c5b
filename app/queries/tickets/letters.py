"""What the mails about a ticket tell."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Delivery, TicketEntry, TicketPhoto
from app.models.ticket import TicketStatus

LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class TicketTold:
    """`where` is a room or space, or empty; `text` is empty when a ticket was solved without a word."""

    number: int
    category: str
    where: str
    who: str
    organisation: str
    author: str
    text: str
    photos: int
    status: str

    @property
    def lines(self) -> list[str]:
        """What was said, no line longer than a letter shows."""
        return [part for line in self.text.splitlines() for part in textwrap.wrap(line, LONGEST_LINE)]

    @property
    def is_reopened(self) -> bool:
        return self.status == TicketStatus.REOPENED.value

    @property
    def is_solved(self) -> bool:
        return self.status == TicketStatus.SOLVED.value

    @property
    def waits(self) -> bool:
        """For the member's answer."""
        return self.status == TicketStatus.WAITING.value


def ticket_told(session: Session, delivery: Delivery) -> TicketTold:
    entry = session.get_one(TicketEntry, delivery.ticket_entry_id)
    ticket = entry.ticket
    photos = session.scalar(select(func.count(TicketPhoto.id)).where(TicketPhoto.entry_id == entry.id)) or 0
    status = entry.became or ticket.status
    return TicketTold(
        ticket.id,
        ticket.category.value,
        ticket.place,
        str(ticket.user or ""),
        str(ticket.organisation or ""),
        entry.author,
        entry.text,
        photos,
        status.value,
    )
