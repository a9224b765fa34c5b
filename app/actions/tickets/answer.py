"""Staff answer a ticket, solve it, write a note beside it, or open it again."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.tickets.allowed import lock_ticket
from app.actions.tickets.events import TicketSaid
from app.actions.tickets.said import drawn, words_of, write_down
from app.core import clock
from app.core.errors import Refused
from app.models import Ticket
from app.models.ticket import TicketStatus
from app.work import transaction


class Way(StrEnum):
    """`ask` waits for the member, `tell` keeps it open for the house, `solve` ends it, `note` is for the house alone."""

    ASK = "ask"
    TELL = "tell"
    SOLVE = "solve"
    NOTE = "note"


NEXT = {Way.ASK: "wait", Way.SOLVE: "solve"}


def answer_ticket(ticket_id: int, text: str, way: Way, *, photos: Sequence[bytes] = (), by: Actor) -> Ticket:
    """One box for all of it. Who answers a ticket that nobody has takes it. Solving needs no words.

    Raises Forbidden, Missing, and Refused at `text` or `photos`, or for what its status does not allow.
    """
    words = "" if way is Way.SOLVE and not text.strip() else words_of(text)
    pictures = drawn(photos)
    with transaction(by=by) as work:
        ticket = lock_ticket(work, ticket_id)
        if way is Way.NOTE:
            write_down(work, ticket, words, is_staff=True, is_internal=True, photos=pictures)
            return ticket
        if ticket.user_id is None and way is not Way.SOLVE:
            raise Refused(_("Nobody waits for an answer here: write a note, or solve it."), field="text")
        if ticket.status in (TicketStatus.SOLVED, TicketStatus.CLOSED):
            raise Refused(_("This ticket is solved. Open it again first."))
        before = ticket.status
        if way in NEXT:
            Ticket.moves.move(ticket, NEXT[way])
        elif ticket.status is not TicketStatus.REOPENED:
            ticket.status = TicketStatus.OPEN
        now = clock.now()
        if words and ticket.user_id is not None:
            ticket.answered_at = ticket.answered_at or now
        ticket.unanswered_since = None
        if way is Way.SOLVE:
            ticket.solved_at = now
            ticket.answered_at = ticket.answered_at or now
        ticket.assignee_id = ticket.assignee_id or by.id
        entry = write_down(
            work, ticket, words, is_staff=True, photos=pictures, became=ticket.status if ticket.status is not before else None
        )
        work.emit(TicketSaid(entry.id))
        return ticket


def reopen_ticket(ticket_id: int, *, by: Actor) -> Ticket:
    """By staff: what was said to be solved is not. Raises Forbidden, Missing, and Refused for one that is open."""
    with transaction(by=by) as work:
        ticket = lock_ticket(work, ticket_id)
        Ticket.moves.move(ticket, "reopen")
        ticket.solved_at = None
        write_down(work, ticket, "", is_staff=True, became=ticket.status)
        return ticket
