"""What happens to a ticket, for the rest of the house: the mail to the other side follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class TicketSaid(Event):
    """Words, or that it is solved; notes of the house are told to nobody."""

    ticket_entry_id: int
