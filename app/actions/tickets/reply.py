"""The member answers on the own ticket, or says that it is settled."""

from __future__ import annotations

from collections.abc import Sequence

from app.access.actor import Actor
from app.actions.notifications.tell import tell
from app.actions.tickets.allowed import check_flood, lock_own
from app.actions.tickets.events import TicketSaid
from app.actions.tickets.said import drawn, words_of, write_down
from app.core import clock
from app.models import Ticket
from app.models.notification import NotificationKind
from app.models.ticket import TicketStatus
from app.work import transaction

TOLD = 200  # characters of their words in the bell
HEARD = {TicketStatus.WAITING: "hear", TicketStatus.SOLVED: "reopen"}


def reply_to_ticket(ticket_id: int, text: str, *, photos: Sequence[bytes] = (), by: Actor) -> Ticket:
    """One that was solved is open again. Raises Missing, Forbidden, and Refused at `text` or `photos`, or for one that is closed."""
    words, pictures = words_of(text), drawn(photos)
    with transaction(by=by) as work:
        ticket = lock_own(work, ticket_id)
        check_flood(work, opens=False)
        before = ticket.status
        if before in HEARD:
            Ticket.moves.move(ticket, HEARD[before])
            ticket.solved_at = None
        ticket.unanswered_since = ticket.unanswered_since or clock.now()
        entry = write_down(
            work, ticket, words, is_staff=False, photos=pictures, became=ticket.status if ticket.status is not before else None
        )
        work.emit(TicketSaid(entry.id))
        short = words if len(words) <= TOLD else f"{words[: TOLD - 1]}…"
        tell(
            work,
            NotificationKind.TICKET_ANSWERED,
            to=[ticket.assignee_id],
            about=ticket,
            key=f"ticket-entry-{entry.id}",
            who=by.name,
            name=ticket.title,
            text=short,
        )
        return ticket


def settle_own_ticket(ticket_id: int, *, by: Actor) -> Ticket:
    """It has settled itself. A second time changes nothing. Raises Missing, Forbidden."""
    with transaction(by=by) as work:
        ticket = lock_own(work, ticket_id)
        if ticket.status is TicketStatus.SOLVED:
            return ticket
        Ticket.moves.move(ticket, "solve")
        ticket.solved_at, ticket.unanswered_since = clock.now(), None
        write_down(work, ticket, "", is_staff=False, became=ticket.status)
        return ticket
