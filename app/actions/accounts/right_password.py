"""Ask for the present password once more: the same password, the same count and the same lock as at the door."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug.security import check_password_hash

from app.access.actor import Actor
from app.access.lockout import is_locked
from app.actions.accounts.person import lock_own
from app.actions.accounts.tries import count_try
from app.core.errors import Forbidden, Refused
from app.work import transaction

LONGEST = 1024  # letters; nothing longer is worth a hash


def right_password(user_id: int | None, password: str, *, by: Actor) -> None:
    """Before the transaction of what is wanted, so that a wrong one is counted whatever becomes of that. A right one forgives no wrong ones: only signing in does.

    Raises Refused at `present`, Forbidden for anybody else's.
    """
    if user_id is None:
        raise Forbidden(_("Sign in first."))
    with transaction(by=by) as work:
        user = lock_own(work, user_id)
        is_free = not is_locked(user)
        is_right = is_free and bool(user.password) and len(password) <= LONGEST and check_password_hash(user.password, password)
        if is_free and not is_right:
            count_try(work, user)
    if not is_free:
        raise Refused(_("There were too many wrong passwords. Wait a few minutes."), field="present")
    if not is_right:
        raise Refused(_("This is not your present password."), field="present")
