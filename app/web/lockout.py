"""Writing down how a sign-in went; when an account waits is said in app/access/lockout.py."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Update, case, func, update

from app.access.actor import SYSTEM
from app.access.lockout import DOUBLINGS, FREE_TRIES, is_locked, wait_after
from app.actions.accounts.tries import AccountLocked
from app.core.clock import now
from app.models import FoyerUser
from app.work import transaction

__all__ = ["is_locked", "note_failure", "note_success", "wait_after"]


def note_failure(user_id: int) -> None:
    """Count one more than the row says by now: passwords that are tried at the same moment are as many tries. Its owner is told of an account that waits.

    One statement, also with an id that nobody has, so that a stopwatch does not find names; the try that makes an account wait writes one row more.
    """
    at, failures = now(), func.coalesce(FoyerUser.fail_login_count, 0) + 1
    until = case(*((failures >= count, at + wait_after(count)) for count in range(FREE_TRIES + DOUBLINGS, FREE_TRIES - 1, -1)), else_=None)
    with transaction(by=SYSTEM) as work:
        counted = _counters(user_id, fail_login_count=failures, locked_until=until).returning(FoyerUser.locked_until)
        if work.session.scalar(counted) is not None:
            work.emit(AccountLocked(user_id))  # the mail is written by a job: nobody who asks waits for it


def note_success(user_id: int) -> None:
    """The way in is complete, with its second step where there is one: only that forgives wrong tries."""
    logins = func.coalesce(FoyerUser.login_count, 0) + 1
    with transaction(by=SYSTEM) as work:
        work.session.execute(
            _counters(user_id, fail_login_count=0, locked_until=None, login_count=logins, last_login=now().replace(tzinfo=None))
        )


def _counters(user_id: int, **values: Any) -> Update:
    """Past the session: counters are no change that an audit should tell."""
    return update(FoyerUser).where(FoyerUser.id == user_id).values(**values).execution_options(synchronize_session=False)
