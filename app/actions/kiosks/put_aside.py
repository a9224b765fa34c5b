"""What a tablet kept and was refused is put aside for the desk, and taken off when somebody has looked at it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.models import Kiosk, KioskRefusal
from app.work import transaction


def put_aside(kiosk: Kiosk, *, key: str, who: str, at: dt.datetime, why: str, by: Actor) -> None:
    """Once for each `key`. Raises Forbidden."""
    with transaction(by=by) as work:
        require(by, Permission.CHECK_IN_WRITE, kiosk)
        kept = f"{kiosk.public_id}:{key}"
        if work.session.scalar(select(KioskRefusal.id).where(KioskRefusal.key == kept)) is None:
            work.add(
                KioskRefusal(
                    location_id=kiosk.location_id, kiosk=kiosk.name, key=kept, who=who[:320], at=min(at, clock.now()), why=why[:500]
                )
            )


def take_off_refusal(refusal_id: int, *, by: Actor) -> None:
    """The desk has looked at it. Raises Forbidden, Missing."""
    with transaction(by=by) as work:
        row = work.lock(KioskRefusal, refusal_id)
        require(by, Permission.CHECK_IN_WRITE, row)
        work.session.delete(row)
