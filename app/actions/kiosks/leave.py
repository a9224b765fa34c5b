"""Somebody checks out at the tablet: by their address, PIN or pass, or on the page that says that they are in."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from app.access.actor import Actor
from app.actions.check_ins.leave import leave
from app.core import clock
from app.core.errors import Refused
from app.models import CheckIn, Guest
from app.models.check_in import LeftBy
from app.rules.lead_contact import email_key
from app.work import transaction


def guest_leaves(email: str, *, location_id: int, at: dt.datetime | None = None, by: Actor) -> CheckIn:
    """`at` is the tablet's word for a time that is past: who has come back since stays in. Raises Refused at `email` for who is not in."""
    theirs = CheckIn.guest_id.in_(select(Guest.id).where(Guest.email_key == email_key(email)))
    return _leaves(theirs, _("Nobody is checked in here with this address."), "email", location_id=location_id, at=at, by=by)


def member_leaves(user_id: int, *, location_id: int, at: dt.datetime | None = None, by: Actor) -> CheckIn:
    """Raises Refused for who is not in."""
    return _leaves(CheckIn.user_id == user_id, _("You are not checked in here."), None, location_id=location_id, at=at, by=by)


def visit_leaves(visit_id: int, *, location_id: int, at: dt.datetime | None = None, by: Actor) -> CheckIn:
    """Who came with an invitation. Raises Refused for who is not in."""
    return _leaves(CheckIn.visit_id == visit_id, _("You are not checked in here."), None, location_id=location_id, at=at, by=by)


def _leaves(whose: ColumnElement[bool], words: str, field: str | None, *, location_id: int, at: dt.datetime | None, by: Actor) -> CheckIn:
    with transaction(by=by) as work:
        is_in = (CheckIn.location_id == location_id, CheckIn.left_at.is_(None), CheckIn.arrived_at <= (at or clock.now()))
        row = work.session.scalars(select(CheckIn).where(whose, *is_in).order_by(CheckIn.id.desc()).limit(1)).one_or_none()
        if row is None:
            raise Refused(words, field=field)
        return leave(row.id, LeftBy.KIOSK, at=at, by=by)
