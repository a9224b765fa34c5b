"""Somebody asks to become a member at a location that takes sign-ups; nothing but the asking is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.emails import one_address
from app.actions.fill import demand, fill
from app.core.errors import Missing
from app.core.events import Event
from app.core.one_at_a_time import one_at_a_time
from app.models import Location, Membership, SignUp
from app.models.signup import SignUpStatus
from app.work import transaction


@dataclass(frozen=True)
class SignedUp(Event):
    sign_up_id: int


class SignUpFields(TypedDict, total=False):
    first_name: str
    last_name: str
    email: str
    phone: str
    company: str
    membership_id: int | None
    starts_on: dt.date | None
    message: str


def sign_up(location_code: str, **fields: Unpack[SignUpFields]) -> SignUp:
    """Asking again while the first waits brings that one up to date. Raises Missing where no sign-ups are taken.

    The house itself writes the row: whoever asks is nobody yet. What a team's owner asked for stays as it is, and the answer is the same:
    whoever knows an address changes nothing of theirs, and does not hear that it waits.
    """
    with transaction(by=SYSTEM) as work:
        location = work.session.scalars(select(Location).where(func.lower(Location.code) == location_code.lower())).one_or_none()
        if location is None or not location.takes_sign_ups:
            raise Missing(_("This location takes no sign-ups."))
        address = one_address(fields.get("email") or "", field="email").lower()
        one_at_a_time(work.session, f"sign-up {location.id} {address}")
        waiting = select(SignUp).where(
            SignUp.location_id == location.id, func.lower(SignUp.email) == address, SignUp.status == SignUpStatus.WAITING
        )
        known = work.session.scalars(waiting).one_or_none()
        is_of_team = known is not None and known.organisation_id is not None
        row = known if known is not None and not is_of_team else SignUp(location_id=location.id, email="", first_name="", last_name="")
        membership_id = fields.get("membership_id")
        if membership_id is not None:
            membership = work.get(Membership, membership_id)
            if membership.location_id != location.id or not membership.is_active:
                raise Missing(_("This membership is not offered here."))
        with work.session.no_autoflush:
            fill(work, row, {**fields, "email": address})
        demand(row, "first_name", "last_name", "email")
        if known is not None and is_of_team:
            return known
        is_new = row.id is None
        work.add(row)
        if is_new:
            work.emit(SignedUp(row.id))
    return row
