"""Open a location."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import demand, fill
from app.actions.locations.check import check_location
from app.actions.locations.fields import LocationFields
from app.actions.locations.prefix import checked_prefix
from app.actions.network import require_whole_network
from app.models import Location
from app.work import transaction


def create_location(*, by: Actor, **fields: Unpack[LocationFields]) -> Location:
    """Only for people of the whole network: who is limited to some locations could not see the new one."""
    with transaction(by=by) as work:
        require(by, Permission.LOCATION_WRITE)
        require_whole_network(by)
        location = Location()
        fill(work, location, fields)
        demand(location, "code", "name", "zone", "currency", "country", "invoice_prefix")
        check_location(location)
        location.invoice_prefix = checked_prefix(location.invoice_prefix)
        return work.add(location)
