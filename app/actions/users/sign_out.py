"""Sign somebody out everywhere: for staff, when a phone is lost or a browser was left open."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.accounts.sign_out_elsewhere import end_all
from app.actions.users.grant import require_user
from app.core.errors import Refused
from app.models import FoyerUser
from app.rules.sign_ins import EndedBy
from app.work import transaction


def sign_out_user(user_id: int, *, by: Actor) -> FoyerUser:
    """They may sign in again at once. Raises Forbidden for somebody above the actor or out of reach, Refused for oneself."""
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        if user.id == by.id:
            raise Refused(_("Where you are signed in yourself is on your profile."))
        end_all(work, user, EndedBy.STAFF)
    return user
