"""The person whose account it is: locked by number, and named as the author of what they do by a link."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.core.errors import Forbidden, Missing, Refused
from app.models import FoyerUser
from app.work import Work


def the_person(user: FoyerUser) -> Actor:
    """The person as the author of a change of the own account, with no other permission."""
    return Actor(
        id=user.id, name=str(user), location_ids=frozenset(), organisation_id=user.organisation_id, is_staff=False, team_role=user.team_role
    )


def lock_person(work: Work, user_id: int) -> FoyerUser:
    """The row under lock, whoever asks: callers have checked that it is theirs to change. Raises Missing."""
    query = select(FoyerUser).where(FoyerUser.id == user_id).with_for_update(of=FoyerUser).execution_options(populate_existing=True)
    user = work.session.scalars(query).one_or_none()
    if user is None:
        raise Missing(_("%(noun)s not found.", noun=_("Person")))
    return user


def lock_own(work: Work, user_id: int) -> FoyerUser:
    """The actor's own row. Raises Forbidden for anybody else's, Refused for somebody who was deactivated."""
    if work.by.id != user_id:
        raise Forbidden(_("This is for the person alone."))
    user = lock_person(work, user_id)
    require_active(user)
    return user


def require_active(user: FoyerUser) -> None:
    """Raises Refused for a deactivated person."""
    if not user.active:
        raise Refused(_("%(name)s is deactivated.", name=str(user)))
