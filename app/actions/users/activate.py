"""Let a person sign in again."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.users.grant import require_user
from app.core import clock
from app.core.errors import Refused
from app.core.events import Event
from app.models import FoyerUser
from app.queries.letter_sender import home_of
from app.work import transaction


@dataclass(frozen=True)
class UserActivated(Event):
    user_id: int


def activate_user(user_id: int, *, by: Actor) -> FoyerUser:
    """Also lifts the lock that too many wrong passwords brought. Raises Refused for who would be switched off again within the hour, and for oneself: whoever
    tries passwords in somebody's session would begin their count anew."""
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        if user.id == by.id:
            raise Refused(_("You are signed in already."))
        place = home_of(user)
        if user.ends_on is not None and user.ends_on < clock.today(place.zone if place is not None else "UTC"):
            raise Refused(_("The last day of %(name)s is over. Change it first.", name=user))
        user.active, user.locked_until, user.fail_login_count = True, None, 0
        work.emit(UserActivated(user.id))
    return user
