"""Who is primary and who is extra: the first licenses of a membership by start and code, day by day (P2)."""

from __future__ import annotations

import datetime as dt
from bisect import insort

ALWAYS = dt.date.min
NEVER = dt.date.max
ONE_DAY = dt.timedelta(days=1)


def primary_from(ahead: list[dt.date], included: int | None) -> dt.date:
    """The first day on which a license is primary, given the last days of those ahead of it, ascending.

    Nobody ahead ever arrives later, they only end; so a license is promoted once, the day after enough of them ended.
    """
    places = 1 if included is None else included
    if places == 0:
        return NEVER
    if len(ahead) < places:
        return ALWAYS
    freed = ahead[-places]
    return NEVER if freed == NEVER else freed + ONE_DAY


def take_place(ahead: list[dt.date], ends_on: dt.date | None) -> None:
    """Queue a license's last day behind those before it, keeping the list ascending."""
    insort(ahead, ends_on or NEVER)
