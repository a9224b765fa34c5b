"""Give a person a new password: for staff who may change them. Their own they change on their profile."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.accounts.password import put_password
from app.actions.users.grant import organisation_of, require_home, require_user
from app.core.errors import Refused
from app.models import FoyerUser
from app.work import transaction


def set_password(user_id: int, password: str, *, by: Actor) -> FoyerUser:
    """Ends all their sessions. Whether the actor may is asked of the person as they are under the lock. Raises Refused at `password` for a bad one, and for one's own."""
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        require_home(by, organisation_of(user))
        if user.id == by.id:  # there the present one is asked for
            raise Refused(_("Your own password is changed on your profile."), field="password")
        put_password(work, user, password)
    return user
