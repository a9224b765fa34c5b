"""When a session is over: somebody ended it, nothing was done for too long, or it is as old as one may become (ASVS 7.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class EndedBy(StrEnum):
    """What ended a session. The last two are worked out, and stand in no row."""

    SIGNED_OUT = "signed_out"  # in that browser
    ELSEWHERE = "elsewhere"  # by the person, from another browser
    STAFF = "staff"
    PASSWORD = "password"  # noqa: S105 - the name of a reason
    SWITCHED_OFF = "switched_off"
    ACCOUNT = "account"  # what signing in takes, or whom the person belongs to, became another
    IDLE = "idle"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class End:
    at: dt.datetime
    by: EndedBy


def end_of(*, seen_at: dt.datetime, ends_at: dt.datetime, ended: End | None, idle: dt.timedelta, at: dt.datetime) -> End | None:
    """None while the session stands. `ended` is what was written down, `idle` how long one may rest, `ends_at` its end whatever is done in it."""
    if ended is not None:
        return ended
    over = min(End(seen_at + idle, EndedBy.IDLE), End(ends_at, EndedBy.AGE), key=lambda each: each.at)
    return over if over.at <= at else None
