"""Turn off one's own second factor, with the password and a code."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.accounts.person import lock_own
from app.actions.accounts.right_password import right_password
from app.actions.accounts.second_factor import forget
from app.actions.accounts.use_code import use_code
from app.core.errors import Refused
from app.models import FoyerUser
from app.work import transaction


def turn_off_second_factor(user_id: int, code: str, *, password: str, by: Actor) -> FoyerUser:
    """Ends the sessions of other browsers. Raises Refused at `present` or `code`; a wrong code is counted as at the door."""
    right_password(user_id, password, by=by)
    if not use_code(user_id, code, by=by):
        raise Refused(_("This code is not right, or was used already."), field="code")
    with transaction(by=by) as work:
        user = lock_own(work, user_id)
        forget(work, user, "turn_off_second_factor")
    return user
