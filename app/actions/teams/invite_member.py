"""Invite somebody onto a license of the team that nobody has."""

from __future__ import annotations

from typing import TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import SYSTEM, Actor
from app.access.roles import MEMBER
from app.actions.accounts.invite import welcome
from app.actions.emails import one_address
from app.actions.teams.own_team import hand_over, lock_team
from app.actions.users.create import create_user
from app.actions.users.grant import is_staff
from app.core import clock
from app.core.errors import Refused
from app.models import FoyerUser, License, Organisation
from app.work import Work, transaction


class Invited(TypedDict, total=False):
    first_name: str
    last_name: str
    email: str


def invite_member(license_id: int, *, by: Actor, **person: Unpack[Invited]) -> FoyerUser:
    """Somebody new gets an account and the welcome mail; somebody of the team gets the license. Doing it twice does it once.

    Raises Refused at `license` when it is taken or over, at `email` for an address that cannot be invited, without saying whose it is.
    """
    with transaction(by=by) as work:
        organisation = lock_team(work)
        license = work.lock(License, license_id)
        address = one_address(person.get("email") or "", field="email").lower()
        if not address:
            raise Refused(_("Please fill this in."), field="email")
        known = work.session.scalars(
            select(FoyerUser).where(func.lower(FoyerUser.email) == address).with_for_update(of=FoyerUser)
        ).one_or_none()
        if known is not None and known.id == license.user_id:
            return known
        require_free(license)
        user = _person(work, organisation, license, known, {**person, "email": address})
        hand_over(work, [license], user)
        if user.last_login is None:
            welcome(work, user)
    return user


def require_free(license: License) -> None:
    """Nobody holds it, or only somebody who was switched off or has left the organisation; and it has not ended."""
    holder = license.user
    if holder is not None and holder.active and holder.organisation_id == license.organisation_id:
        raise Refused(_("This membership is taken already."), field="license")
    if license.ends_on is not None and license.ends_on < clock.today(license.location.zone):
        raise Refused(_("This membership has ended."), field="license")


def _person(work: Work, organisation: Organisation, license: License, known: FoyerUser | None, person: Invited) -> FoyerUser:
    """Whoever has left another team may join; who is in one, works here, or is switched off, may not: staff know why."""
    if known is None:
        wanted = {**person, "organisation_id": organisation.id, "location_id": license.location_id, "roles": [MEMBER]}
        return create_user(**wanted, by=SYSTEM)  # type: ignore[arg-type]
    if is_staff(known) or not known.active or known.organisation_id not in (None, organisation.id):
        raise Refused(_("This address cannot be invited. Ask %(location)s to help.", location=license.location.name), field="email")
    known.organisation_id = organisation.id
    return known
