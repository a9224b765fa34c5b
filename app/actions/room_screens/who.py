"""Who acts when a finger taps a room's screen: the screen itself, with the right to book, in that room alone."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.entity import db
from app.core.errors import Missing
from app.models import Booking, Room
from app.models.secret_link import LinkKind
from app.queries.secret_links import opened_by
from app.work import Work


def screen_of(secret: str) -> tuple[int, Actor]:
    """The room, and the actor. Raises Missing for a screen that was never paired or is not any more."""
    link = opened_by(db.session(), secret, LinkKind.ROOM_SCREEN)
    if link is None or link.room_id is None or link.location_id is None:
        raise Missing(_("This screen belongs to no room."))
    name = _("Screen of %(room)s", room=db.session.get_one(Room, link.room_id).name)
    return link.room_id, Actor(
        id=None, name=name, permissions=frozenset({Permission.BOOKING_WRITE}), location_ids=frozenset({link.location_id})
    )


def of_this_room(work: Work, booking_id: int, room_id: int) -> Booking:
    """Raises Missing for a booking of another room, as for one that there is not."""
    booking = work.get(Booking, booking_id)
    if booking.room_id != room_id:
        raise Missing(_("Booking not found."))
    return booking
