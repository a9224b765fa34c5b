"""Sign a person out in every browser; whoever asks goes on where they ask (go_on.py)."""

from __future__ import annotations

from sqlalchemy import update

from app.access.actor import Actor
from app.actions.accounts.person import lock_own
from app.actions.accounts.second_factor import note
from app.core import clock
from app.models import FoyerUser, SignIn
from app.rules.sign_ins import EndedBy
from app.work import Work, transaction


def sign_out_elsewhere(user_id: int, *, by: Actor) -> None:
    """Bearer tokens end as well, and keys of the API do not. Raises Forbidden for anybody else's."""
    with transaction(by=by) as work:
        end_all(work, lock_own(work, user_id), EndedBy.ELSEWHERE)


def end_all(work: Work, user: FoyerUser, why: EndedBy) -> None:
    """Every session and bearer token. The person's row is locked."""
    open_yet = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    work.session.execute(open_yet.values(ended_at=clock.now(), ended_by=why), execution_options={"synchronize_session": False})
    user.session_epoch += 1
    note(work, user, "sign_out_everywhere")
