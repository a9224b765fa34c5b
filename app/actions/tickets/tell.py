"""The mails about a ticket: what one side said, to the other, each once."""

from __future__ import annotations

from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.deliveries.letter import letter_row, want_rows
from app.actions.deliveries.prepare import distinct_addresses
from app.models import FoyerUser, Location, TicketEntry
from app.models.delivery import DeliveryKind
from app.work import Work, transaction


def tell_entry(entry_id: int, *, by: Actor) -> None:
    """A new ticket to who looks after the location, an answer to the member, a reply to who has the ticket. Safe to run twice."""
    with transaction(by=by) as work:
        entry = work.get(TicketEntry, entry_id)
        ticket = entry.ticket
        if entry.is_internal:
            return
        location = work.get(Location, ticket.location_id)
        is_first = work.session.scalar(select(func.min(TicketEntry.id)).where(TicketEntry.ticket_id == ticket.id)) == entry.id
        if is_first:
            _want(work, DeliveryKind.TICKET_NEW, location, entry, _house(location))
        elif entry.is_staff:
            user = ticket.user
            if user is not None and user.active and user.id != entry.author_id:
                _want(work, DeliveryKind.TICKET_ANSWER, location, entry, (user.email.lower(),), user_id=user.id)
        else:
            has_it = ticket.assignee if ticket.assignee is not None and ticket.assignee.active else None
            _want(
                work,
                DeliveryKind.TICKET_REPLY,
                location,
                entry,
                (has_it.email.lower(),) if has_it is not None else _house(location),
                user_id=_id(has_it),
            )


def _house(location: Location) -> tuple[str, ...]:
    return distinct_addresses(location.manager_email or location.staff_emails)


def _id(user: FoyerUser | None) -> int | None:
    return user.id if user is not None else None


def _want(
    work: Work, kind: DeliveryKind, location: Location, entry: TicketEntry, addresses: tuple[str, ...], *, user_id: int | None = None
) -> None:
    want_rows(
        work,
        [
            letter_row(kind, f"{kind.value}-{entry.id}-{address}", location, address, ticket_entry_id=entry.id, user_id=user_id)
            for address in addresses
        ],
    )
