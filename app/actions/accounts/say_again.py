"""The present password said once more in a session that goes on: under another secret, so that a copy of its cookie of before is dead (ASVS 7.2.4)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.access.link_secrets import hashed, new_secret
from app.actions.accounts.end_sign_in import lock_own_sign_in
from app.actions.accounts.right_password import right_password
from app.core.errors import Forbidden
from app.models import FoyerUser
from app.work import transaction


def say_again(sign_in_id: int, password: str, *, epoch: int, by: Actor) -> str:
    """The new secret. `epoch` is the session epoch that the request found.

    Raises as `right_password` does, and Forbidden where the session was ended while the hash was computed.
    """
    right_password(by.id, password, by=by)
    secret = new_secret()
    with transaction(by=by) as work:
        stands = work.session.scalar(select(FoyerUser.session_epoch).where(FoyerUser.id == by.id).with_for_update(read=True))
        row = lock_own_sign_in(work, sign_in_id)
        if stands != epoch or row.ended_at is not None:
            raise Forbidden(_("Sign in first."))
        row.key_hash = hashed(secret)
    return secret
