"""Who may speak on which ticket, and for which place one may be opened."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.models import FoyerUser, Location, Room, Space, Ticket, TicketEntry
from app.models.ticket import UNSOLVED, TicketStatus
from app.queries.tickets.places import spaces_of
from app.work import Work

MOST_OPEN = 20  # unsolved ones of one member
MOST_SAID = 30  # entries of one member within an hour, whatever they are about
HOUR = dt.timedelta(hours=1)


def lock_ticket(work: Work, ticket_id: int) -> Ticket:
    """For staff, locked. Raises Missing, Forbidden."""
    ticket = work.lock(Ticket, ticket_id)
    require(work.by, Permission.TICKET_WRITE, ticket)
    return ticket


def lock_own(work: Work, ticket_id: int) -> Ticket:
    """The member's own, locked. Raises Missing, and Refused for one that is closed."""
    ticket = work.lock(Ticket, ticket_id)
    if work.by.is_staff or ticket.user_id != work.by.id:
        raise Forbidden(_("This is for the person alone."))
    if ticket.status is TicketStatus.CLOSED:
        raise Refused(_("This was solved some time ago and is closed. Ask anew, and say that it is about this."))
    return ticket


def is_own(by: Actor, user_id: int | None) -> bool:
    """A member for themselves, who needs no permission for it."""
    return not by.is_staff and by.id is not None and user_id == by.id


def place_of(work: Work, location_id: int, room_id: int | None, space_id: int | None, user_id: int | None, places: list[int]) -> Location:
    """Where it is. Raises Forbidden, and Refused at `location_id`, `room_id` or `space_id`; `places` are a member's own."""
    by, session = work.by, work.session
    if not is_own(by, user_id):
        require(by, Permission.TICKET_WRITE)
    location = session.get(Location, location_id)
    knows = location_id in places if is_own(by, user_id) else by.location_ids is None or location_id in by.location_ids
    if location is None or not knows:
        raise Refused(_("Choose a location of yours."), field="location_id")
    if (
        room_id is not None
        and session.scalar(narrowed(select(Room.id), by, Room).where(Room.id == room_id, Room.location_id == location_id)) is None
    ):
        raise Refused(_("Choose a room of that location."), field="where")
    if space_id is not None and session.scalar(spaces_of(by).where(Space.id == space_id, Space.location_id == location_id)) is None:
        raise Refused(_("Choose a space of that location."), field="where")
    return location


def person_of(work: Work, user_id: int | None) -> FoyerUser | None:
    """Whose it is. Raises Refused at `user_id` for somebody whom the actor may not see."""
    if user_id is None:
        return None
    user = work.session.scalars(
        narrowed(select(FoyerUser), work.by, FoyerUser).where(FoyerUser.id == user_id, FoyerUser.active.is_(True))
    ).one_or_none()
    if user is None:
        raise Refused(_("Choose a person."), field="user_id")
    return user


def check_flood(work: Work, *, opens: bool) -> None:
    """A member has so many open ones and says so much in an hour, and no more. Raises Refused at `text`."""
    by = work.by
    if (
        opens
        and (work.session.scalar(select(func.count(Ticket.id)).where(Ticket.user_id == by.id, Ticket.status.in_(UNSOLVED))) or 0)
        >= MOST_OPEN
    ):
        raise Refused(_("You have %(most)d open tickets. Answer one of them, or ask the desk.", most=MOST_OPEN), field="text")
    said = select(func.count(TicketEntry.id)).where(
        TicketEntry.author_id == by.id, TicketEntry.is_staff.is_(False), TicketEntry.at > clock.now() - HOUR
    )
    if (work.session.scalar(said) or 0) >= MOST_SAID:
        raise Refused(_("That was a lot within an hour. Go on in a while, or ask the desk."), field="text")
