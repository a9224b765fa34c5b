"""Wrong passwords: after ten in a row the account waits, twice as long each time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import update

from app.access.actor import SYSTEM
from app.core.clock import now
from app.models import FoyerUser
from app.work import transaction

FREE_TRIES = 10
LONGEST = dt.timedelta(hours=1)


def wait_after(failures: int) -> dt.timedelta:
    """1 minute after the tenth, then 2, 4 … up to an hour."""
    if failures < FREE_TRIES:
        return dt.timedelta(0)
    return min(dt.timedelta(minutes=2 ** min(failures - FREE_TRIES, 10)), LONGEST)


def is_locked(user: Any) -> bool:
    return user.locked_until is not None and user.locked_until > now()


def note_failure(user_id: int, failures: int) -> None:
    """Count it. With an id that nobody has it costs the same time, so that a stopwatch does not find names."""
    wait = wait_after(failures)
    _write(user_id, fail_login_count=failures, locked_until=now() + wait if wait else None)


def note_success(user_id: int, logins: int) -> None:
    _write(user_id, fail_login_count=0, locked_until=None, login_count=logins, last_login=now().replace(tzinfo=None))


def _write(user_id: int, **values: Any) -> None:
    """Past the session: counters are no change that an audit should tell."""
    with transaction(by=SYSTEM) as work:
        work.session.execute(update(FoyerUser).where(FoyerUser.id == user_id).values(**values).execution_options(synchronize_session=False))
