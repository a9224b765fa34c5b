"""Writing down how a sign-in went; when an account waits is said in app/access/lockout.py."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, update

from app.access.actor import SYSTEM
from app.access.lockout import DOUBLINGS, FREE_TRIES, is_locked, wait_after
from app.core.clock import now
from app.models import FoyerUser
from app.work import transaction

__all__ = ["is_locked", "note_failure", "note_success", "wait_after"]


def note_failure(user_id: int) -> None:
    """Count one more than the row says by now: passwords that are tried at the same moment are as many tries.

    One statement, also with an id that nobody has, so that a stopwatch does not find names.
    """
    at, failures = now(), func.coalesce(FoyerUser.fail_login_count, 0) + 1
    until = case(*((failures >= count, at + wait_after(count)) for count in range(FREE_TRIES + DOUBLINGS, FREE_TRIES - 1, -1)), else_=None)
    _write(user_id, fail_login_count=failures, locked_until=until)


def note_success(user_id: int) -> None:
    """The way in is complete, with its second step where there is one: only that forgives wrong tries."""
    logins = func.coalesce(FoyerUser.login_count, 0) + 1
    _write(user_id, fail_login_count=0, locked_until=None, login_count=logins, last_login=now().replace(tzinfo=None))


def _write(user_id: int, **values: Any) -> None:
    """Past the session: counters are no change that an audit should tell."""
    with transaction(by=SYSTEM) as work:
        work.session.execute(update(FoyerUser).where(FoyerUser.id == user_id).values(**values).execution_options(synchronize_session=False))
