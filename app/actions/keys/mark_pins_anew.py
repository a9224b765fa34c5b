"""PINs of another key of the instance, found again by its present one: they are too few digits to be lost, and too few to be safe without the key."""

from __future__ import annotations

from sqlalchemy import select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.pins import mark_of, pins_of_another_key
from app.models import Pin
from app.work import transaction


def mark_pins_anew(*, by: Actor) -> int:
    """How many. Safe to repeat; a PIN that somebody renews meanwhile stays renewed, and one whose digits somebody else was given since opens nothing more."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        kept = set(work.session.scalars(select(Pin.mark)))
        turned = {mark: mark_of(pin) for mark, pin in pins_of_another_key(kept).items()}
        free = {mark: anew for mark, anew in turned.items() if anew not in kept}
        for mark, anew in sorted(free.items()):
            work.session.execute(update(Pin).where(Pin.mark == mark).values(mark=anew).execution_options(synchronize_session=False))
    return len(free)
