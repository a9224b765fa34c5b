"""A PIN is typed at a kiosk: whose is it? Five wrong ones within 15 minutes, and the place takes none for 15 minutes (K4)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.pins import is_pin, marks_of
from app.core import clock
from app.core.errors import Refused
from app.core.one_at_a_time import one_at_a_time
from app.models import FoyerUser, Location, Pin, WrongPin
from app.rules.pin_lock import TRIES, locked_until
from app.work import Work, transaction


class UnknownPin(Refused):
    """Nobody here has it; another network may know it."""


def member_by_pin(pin: str, location_id: int, *, by: Actor) -> FoyerUser:
    """Of a person who may sign in. Raises UnknownPin at `pin` for a wrong one, which is counted, and Refused while the place takes none.

    A wrong one may be that of another network: `forgive` takes it back when it was.
    """
    with transaction(by=by) as work:
        place = work.get(Location, location_id)
        require(by, Permission.CHECK_IN_WRITE)
        one_at_a_time(work.session, f"wrong PINs of {place.id}")
        until = locked_until(_wrong(work.session, place.id), clock.now())
        if until is not None:
            raise Refused(locked_words(until), field="pin")
        user = _owner(work, pin)
        if user is None:
            work.add(WrongPin(location_id=place.id, at=clock.now()))
    if user is None:
        raise UnknownPin(_("Nobody has this PIN."), field="pin")
    return user


def forgive(work: Work, location_id: int) -> None:
    """Within a transaction: the newest wrong PIN of a place was right elsewhere."""
    newest = select(WrongPin).where(WrongPin.location_id == location_id).order_by(WrongPin.at.desc(), WrongPin.id.desc()).limit(1)
    if (row := work.session.scalars(newest).one_or_none()) is not None:
        work.session.delete(row)


def locked_words(until: dt.datetime) -> str:
    """How long to wait, in whole minutes."""
    minutes = -(-int((until - clock.now()).total_seconds()) // 60)
    return _("Too many wrong PINs. Wait %(minutes)d minutes, or ask at the desk.", minutes=max(minutes, 1))


def _wrong(session: Session, location_id: int) -> list[dt.datetime]:
    query = select(WrongPin.at).where(WrongPin.location_id == location_id).order_by(WrongPin.at.desc(), WrongPin.id.desc()).limit(TRIES)
    return list(session.scalars(query))


def _owner(work: Work, pin: str) -> FoyerUser | None:
    if not is_pin(pin):
        return None
    marks = marks_of(pin)
    found = select(FoyerUser).join(Pin, Pin.user_id == FoyerUser.id).where(Pin.mark.in_(marks), FoyerUser.active.is_(True))
    return work.session.scalars(found.order_by((Pin.mark == marks[0]).desc()).limit(1)).one_or_none()
