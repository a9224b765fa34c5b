"""A session outlives the change that ended all of them, in the browser where the person made it, and under another secret."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.link_secrets import hashed, new_secret
from app.actions.accounts.end_sign_in import lock_own_sign_in
from app.work import transaction


def go_on(sign_in_id: int, *, by: Actor) -> str:
    """The new secret (ASVS 7.2.4): a copy of the cookie of before opens nothing. Raises Missing for anybody else's."""
    secret = new_secret()
    with transaction(by=by) as work:
        row = lock_own_sign_in(work, sign_in_id)
        row.key_hash, row.ended_at, row.ended_by = hashed(secret), None, None
    return secret
