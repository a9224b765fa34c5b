"""Take a tablet off the list: it opens nothing from now on."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Kiosk
from app.work import transaction


def remove_kiosk(kiosk_id: int, *, by: Actor) -> None:
    """Raises Forbidden, Missing. What people did at it stays."""
    with transaction(by=by) as work:
        kiosk = work.lock(Kiosk, kiosk_id)
        require(by, Permission.KIOSK_WRITE, kiosk)
        work.session.delete(kiosk)
