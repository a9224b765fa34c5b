"""Check somebody out at the desk."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.check_ins.leave import leave
from app.models import CheckIn
from app.models.check_in import LeftBy


def check_out(check_in_id: int, *, by: Actor) -> CheckIn:
    """Raises as leave."""
    return leave(check_in_id, LeftBy.DESK, by=by)
