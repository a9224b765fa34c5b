"""Remove a location that was never used."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Location
from app.work import transaction


def remove_location(location_id: int, *, by: Actor) -> None:
    """Refused by the database while anything is there."""
    with transaction(by=by) as work:
        location = work.lock(Location, location_id)
        require(by, Permission.LOCATION_WRITE)
        work.session.delete(location)
