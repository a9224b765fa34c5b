"""Writing down how a sign-in went; when an account waits is said in app/access/lockout.py."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from app.access.actor import SYSTEM
from app.access.lockout import is_locked, wait_after
from app.core.clock import now
from app.models import FoyerUser
from app.work import transaction

__all__ = ["is_locked", "note_failure", "note_success", "wait_after"]


def note_failure(user_id: int, failures: int) -> None:
    """Count it. With an id that nobody has it costs the same time, so that a stopwatch does not find names."""
    wait = wait_after(failures)
    _write(user_id, fail_login_count=failures, locked_until=now() + wait if wait else None)


def note_success(user_id: int, logins: int) -> None:
    """The way in is complete, with its second step where there is one: only that forgives wrong tries."""
    _write(user_id, fail_login_count=0, locked_until=None, login_count=logins, last_login=now().replace(tzinfo=None))


def _write(user_id: int, **values: Any) -> None:
    """Past the session: counters are no change that an audit should tell."""
    with transaction(by=SYSTEM) as work:
        work.session.execute(update(FoyerUser).where(FoyerUser.id == user_id).values(**values).execution_options(synchronize_session=False))
