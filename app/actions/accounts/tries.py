"""Wrong passwords and codes of a person who is known: each brings the account nearer to waiting (app/access/lockout.py)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from app.access.lockout import wait_after
from app.core import clock
from app.core.events import Event
from app.models import FoyerUser
from app.work import Work


@dataclass(frozen=True)
class AccountLocked(Event):
    user_id: int


def count_try(work: Work, user: FoyerUser) -> None:
    """The person's row is locked. Past the session: counters are no change that an audit should tell."""
    failures = (user.fail_login_count or 0) + 1
    wait = wait_after(failures)
    values = {"fail_login_count": failures, "locked_until": clock.now() + wait if wait else None}
    work.session.execute(update(FoyerUser).where(FoyerUser.id == user.id).values(values).execution_options(synchronize_session=False))
    if wait:
        work.emit(AccountLocked(user.id))
