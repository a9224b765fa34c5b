"""PINs of another key of the instance, found again by its present one: they are too few digits to be lost, and too few to be safe without the key."""

from __future__ import annotations

from sqlalchemy import select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.pins import mark_of, pins_of_another_key
from app.models import Pin
from app.work import transaction


def mark_pins_anew(*, by: Actor) -> int:
    """How many. Safe to repeat; a PIN that somebody renews meanwhile stays renewed."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        found = pins_of_another_key(list(work.session.scalars(select(Pin.mark))))
        for mark, pin in sorted(found.items()):
            work.session.execute(update(Pin).where(Pin.mark == mark).values(mark=mark_of(pin)).execution_options(synchronize_session=False))
    return len(found)
