"""A fault is reported, or help asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.own_key import own_key
from app.actions.tickets.allowed import check_flood, is_own, person_of, place_of
from app.actions.tickets.events import TicketSaid
from app.actions.tickets.said import drawn, words_of, write_down
from app.core import clock
from app.core.errors import Refused
from app.models import FoyerUser, Ticket
from app.models.ticket import TicketCategory
from app.queries.presence.places import invites_to
from app.rules.ticket_title import title_of
from app.work import Work, transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """What a ticket is about. `user_id` is whose it is: a member's own, or by staff that of who told them; empty when they saw it themselves."""

    location_id: int
    category: TicketCategory
    text: str
    room_id: int | None = None
    space_id: int | None = None
    user_id: int | None = None


def open_ticket(asked: Asked, *, photos: Sequence[bytes] = (), key: str = "", by: Actor) -> Ticket:
    """`key` makes a second telling of the same wish answer with the first ticket.

    Raises Forbidden, and Refused at `location_id`, `where`, `user_id`, `text` or `photos`.
    """
    text, pictures = words_of(asked.text), drawn(photos)
    with transaction(by=by) as work:
        told = _told_before(work, key)
        if told is not None:
            return told
        if asked.room_id is not None and asked.space_id is not None:
            raise Refused(_("Choose a room or a space, not both."), field="where")
        places = [place.id for place in invites_to(work.session, by.id or 0)] if is_own(by, asked.user_id) else []
        location = place_of(work, asked.location_id, asked.room_id, asked.space_id, asked.user_id, places)
        user = work.session.get_one(FoyerUser, by.id) if is_own(by, asked.user_id) else person_of(work, asked.user_id)
        if not by.is_staff:
            check_flood(work, opens=True)
        ticket = work.add(
            Ticket(
                location_id=location.id,
                room_id=asked.room_id,
                space_id=asked.space_id,
                user_id=user.id if user is not None else None,
                organisation_id=user.organisation_id if user is not None else None,
                category=asked.category,
                title=title_of(text),
                asked_at=clock.now(),
                unanswered_since=clock.now(),
                request_key=own_key(by, key) if key else None,
            )
        )
        entry = write_down(work, ticket, text, is_staff=by.is_staff, photos=pictures)
        work.emit(TicketSaid(entry.id))
        return ticket


def _told_before(work: Work, key: str) -> Ticket | None:
    return work.session.scalars(select(Ticket).where(Ticket.request_key == own_key(work.by, key))).one_or_none() if key else None
