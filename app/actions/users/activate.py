"""Let a person sign in again."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.actions.users.grant import require_user
from app.core.events import Event
from app.models import FoyerUser
from app.work import transaction


@dataclass(frozen=True)
class UserActivated(Event):
    user_id: int


def activate_user(user_id: int, *, by: Actor) -> FoyerUser:
    """Also lifts the lock that too many wrong passwords brought."""
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        user.active, user.locked_until, user.fail_login_count = True, None, 0
        work.emit(UserActivated(user.id))
    return user
