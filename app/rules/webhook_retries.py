"""When a message goes again, when its receiver rests, and when the house stops sending: Standard Webhooks 1.0, "Deliverability and reliability"."""

from __future__ import annotations

import datetime as dt

# Seconds after each failed try; the one after the last gives up: nine tries in 32 hours.
LADDER = (10, 60, 300, 1800, 7200, 18_000, 36_000, 50_400)
FREE = 2  # failures in a row before the receiver rests
FIRST_REST, LONGEST_REST = 30, 3600  # seconds, doubled with each failure
STOPS_AFTER, AND_FAILURES = dt.timedelta(days=3), 10
LONGEST_WISH = 86_400  # seconds that a receiver may ask us to wait


def next_try(tries: int, wish: int | None = None) -> int | None:
    """Seconds until the next try after so many that failed, not sooner than the receiver wishes (Retry-After); None: there is none."""
    if tries > len(LADDER):
        return None
    return max(LADDER[tries - 1], min(wish or 0, LONGEST_WISH))


def rest(failures: int) -> int:
    """Seconds in which nothing is sent to a receiver that failed so often in a row."""
    return 0 if failures <= FREE else int(min(FIRST_REST * 2 ** min(failures - FREE - 1, 16), LONGEST_REST))


def is_hopeless(failures: int, failing_for: dt.timedelta) -> bool:
    """Whether a receiver took nothing for so long, and was tried so often, that the house stops."""
    return failures >= AND_FAILURES and failing_for >= STOPS_AFTER
