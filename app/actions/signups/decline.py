"""Say no to somebody who asked to become a member, with the reason for those who look later."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import SignUp
from app.work import transaction


def decline_sign_up(sign_up_id: int, *, reason: str, by: Actor) -> SignUp:
    """Raises Refused without a reason, or when it was decided already."""
    with transaction(by=by) as work:
        row = work.lock(SignUp, sign_up_id)
        require(by, Permission.USER_ONBOARD, row)
        if not reason.strip():
            raise Refused(_("Say why."), field="reason")
        row.decline_reason, row.decided_by = reason.strip()[:500], by.name
        SignUp.moves.move(row, "decline")
    return row
