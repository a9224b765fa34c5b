"""Give somebody a PIN, or another in its place: the one before is no good any more."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.pins import mark_of, marks_of, new_pin
from app.actions.users.grant import require_colleague_in_reach
from app.core import clock
from app.core.errors import Refused
from app.models import FoyerUser, Pin
from app.work import transaction


def renew_pin(user_id: int, *, by: Actor) -> str:
    """The digits, which nobody can show again. They themselves, or staff who may: a PIN says who comes in, so it is never that of a colleague above them. Raises Forbidden, Missing."""
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        if by.id != user.id:
            require(by, Permission.PIN_GIVE)
            require_colleague_in_reach(by, user)
        if not user.active:
            raise Refused(_("This account is closed."))
        while True:
            pin = new_pin()
            if work.session.scalar(select(Pin.id).where(Pin.mark.in_(marks_of(pin)))) is None:
                break
        row = work.session.scalars(select(Pin).where(Pin.user_id == user.id).with_for_update()).one_or_none()
        if row is None:
            work.add(Pin(user_id=user.id, mark=mark_of(pin), made_at=clock.now()))
        else:
            row.mark, row.made_at = mark_of(pin), clock.now()
    return pin
