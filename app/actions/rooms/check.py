"""A room's minutes make sense."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.opening_hours import check_opening_hours
from app.core.errors import Refused
from app.models import Room


def check_room(room: Room) -> None:
    """Raises Refused at the field; what is still empty takes its default and is fine."""
    if room.capacity is not None and room.capacity < 1:
        raise Refused(_("A room holds at least one person."), field="capacity")
    if room.min_minutes is not None and room.min_minutes < 1:
        raise Refused(_("A booking lasts at least a minute."), field="min_minutes")
    if room.max_minutes is not None and room.max_minutes < (room.min_minutes or 1):
        raise Refused(_("The longest booking is shorter than the shortest."), field="max_minutes")
    check_opening_hours(room.opening_hours or "")
    if (room.buffer_minutes or 0) < 0:
        raise Refused(_("A buffer cannot be negative."), field="buffer_minutes")
    for name in ("peak_rate_cents", "off_peak_rate_cents"):
        if (getattr(room, name) or 0) < 0:
            raise Refused(_("A rate cannot be negative."), field=name)
