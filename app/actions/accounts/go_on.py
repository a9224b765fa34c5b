"""A session outlives the change that ended all of them, in the browser where the person made it, and under another secret."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor
from app.access.link_secrets import hashed, new_secret
from app.actions.accounts.end_sign_in import lock_own_sign_in
from app.models import FoyerUser
from app.rules.sign_ins import EndedBy
from app.work import transaction


def go_on(sign_in_id: int, *, after: int, why: EndedBy, by: Actor) -> str | None:
    """The new secret (ASVS 7.2.4): a copy of the cookie of before opens nothing. `after` is the session epoch before the change, which raised it by one,
    and `why` what the change wrote down. None where something else ended the session as well: staff's word is not taken back by a change of one's own.

    Raises Missing for anybody else's.
    """
    secret = new_secret()
    with transaction(by=by) as work:
        epoch = work.session.scalar(select(FoyerUser.session_epoch).where(FoyerUser.id == by.id).with_for_update(read=True))
        row = lock_own_sign_in(work, sign_in_id)
        if epoch != after + 1 or row.ended_by is not why:
            return None
        row.key_hash, row.ended_at, row.ended_by = hashed(secret), None, None
    return secret
