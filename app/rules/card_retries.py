"""When a card that was declined for today is tried again (I8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

RETRY_SETTING = "cards.retries"
# Days after the first try, by the names of the setting; the first one is the default.
RETRY_DAYS: dict[str, tuple[int, ...]] = {
    "after_3_and_7_days": (3, 7),
    "after_1_and_2_days": (1, 2),
    "after_3_7_and_14_days": (3, 7, 14),
    "never": (),
}


def next_try(first_on: dt.date, tries: int, days: Sequence[int]) -> dt.date | None:
    """The day of the try that follows so many (one at least); None when that was the last."""
    return first_on + dt.timedelta(days=days[tries - 1]) if tries <= len(days) else None
