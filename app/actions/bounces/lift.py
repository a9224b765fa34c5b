"""Lift an address: mails go there again, because it was put right over there."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.models import SuppressedAddress
from app.work import transaction


def lift_address(row_id: int, *, by: Actor) -> SuppressedAddress:
    """What came back before counts no more. Mails that were not sent meanwhile wait for a person, who sends them again. Raises Refused, Forbidden, Missing."""
    with transaction(by=by) as work:
        row = work.lock(SuppressedAddress, row_id)
        require(by, Permission.DELIVERY_DECIDE)
        SuppressedAddress.moves.move(row, "lift")
        row.lifted_at, row.lifted_by = clock.now(), by.name
    return row
