"""Deactivate a person: all their sessions and links end, nobody signs in with this account, and their tasks pass on."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.accounts.tokens import end_tokens
from app.actions.tasks.pass_on import pass_on
from app.actions.users.grant import require_user
from app.core.errors import Refused
from app.core.events import Event
from app.models import FoyerUser
from app.work import transaction


@dataclass(frozen=True)
class UserDeactivated(Event):
    user_id: int


def deactivate_user(user_id: int, *, by: Actor) -> FoyerUser:
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        if user.id == by.id:
            raise Refused(_("You cannot deactivate yourself."))
        user.active = False
        pass_on(work, user)
        work.emit(UserDeactivated(user.id))
        end_tokens(work, user.id)
    return user
