"""Say who of staff looks after a ticket."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.notifications.tell import tell
from app.actions.tickets.allowed import lock_ticket
from app.actions.tickets.said import write_down
from app.core import clock
from app.core.errors import Refused
from app.models import Ticket
from app.models.notification import NotificationKind
from app.models.ticket import TicketCategory, TicketStatus
from app.queries.tickets.helpers import helpers
from app.work import transaction


def assign_ticket(ticket_id: int, assignee_id: int | None, *, by: Actor) -> Ticket:
    """None gives it back to everybody. A new one is open from then on. Raises Forbidden, Missing, and Refused at `assignee_id`."""
    with transaction(by=by) as work:
        ticket = lock_ticket(work, ticket_id)
        if assignee_id is not None and assignee_id not in {user.id for user in helpers(work.session, ticket.location_id)}:
            raise Refused(_("Choose somebody who answers tickets at this location."), field="assignee_id")
        ticket.assignee_id = assignee_id
        tell(
            work,
            NotificationKind.TICKET_GIVEN,
            to=[assignee_id],
            about=ticket,
            key=f"ticket-{ticket.id}-{int(clock.now().timestamp())}",
            who=by.name,
            name=ticket.title,
        )
        if assignee_id is not None and ticket.status is TicketStatus.NEW:
            Ticket.moves.move(ticket, "take")
            write_down(work, ticket, "", is_staff=True, became=ticket.status)
        return ticket


def sort_ticket(ticket_id: int, category: TicketCategory, *, by: Actor) -> Ticket:
    """Put it under what it really is about. Raises Forbidden, Missing."""
    with transaction(by=by) as work:
        ticket = lock_ticket(work, ticket_id)
        ticket.category = category
        return ticket
