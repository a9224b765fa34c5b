"""Say at which location each door is: Salto knows one site, and no locations."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import DoorLock, Location
from app.work import transaction


def place_locks(places: Mapping[str, int | None], *, by: Actor) -> None:
    """Locations by DoorLock.external_id, None for a door of which nobody knows; doors that are not named stay where they are.

    Raises Forbidden for whoever does not work everywhere, and Refused at `locks` for a door or a location that is not there any more.
    """
    with transaction(by=by) as work:
        require(by, Permission.DOOR_WRITE)
        require_whole_network(by)
        wanted = {each for each in places.values() if each is not None}
        if len(work.session.scalars(select(Location.id).where(Location.id.in_(wanted))).all()) != len(wanted):
            raise Refused(_("One of these locations is not there any more. Look at the list again."), field="locks")
        rows = work.session.scalars(select(DoorLock).where(DoorLock.external_id.in_(places)).order_by(DoorLock.id).with_for_update()).all()
        if len(rows) != len(places):
            raise Refused(_("One of these doors is not at Salto any more. Look at the list again."), field="locks")
        for row in rows:
            row.location_id = places[row.external_id]
