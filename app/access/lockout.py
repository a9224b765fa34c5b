"""Wrong passwords and codes: after ten in a row the account waits, twice as long each time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.core.clock import now

FREE_TRIES = 10
LONGEST = dt.timedelta(hours=1)
DOUBLINGS = 6  # of a minute: by then it is longer than the longest


def wait_after(failures: int) -> dt.timedelta:
    """1 minute after the tenth, then 2, 4 … up to an hour."""
    if failures < FREE_TRIES:
        return dt.timedelta(0)
    return min(dt.timedelta(minutes=2 ** min(failures - FREE_TRIES, DOUBLINGS)), LONGEST)


def is_locked(user: Any) -> bool:
    return user.locked_until is not None and user.locked_until > now()
