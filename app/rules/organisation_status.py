"""The status that an organisation's licenses say; what people decided by hand is kept until the licenses say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from app.core.month import Month


class Says(StrEnum):
    """The statuses that licenses can bring about."""

    PENDING = "pending"
    ACTIVE = "active"
    INACTIVE = "inactive"
    OFFBOARDED = "offboarded"


class Term(NamedTuple):
    """One license, both days inclusive; no end means for good. A paused license runs."""

    starts_on: dt.date
    ends_on: dt.date | None = None


# From which status to which a rule leads, and by which verb; all other ways are for people.
WAYS = {
    ("prospect", Says.PENDING): "await_approval",
    ("prospect", Says.ACTIVE): "welcome",
    ("pending", Says.ACTIVE): "welcome",
    ("active", Says.INACTIVE): "pause",
    ("inactive", Says.ACTIVE): "resume",
    ("inactive", Says.OFFBOARDED): "offboard",
    ("offboarded", Says.ACTIVE): "resume",
}
AGREES = (Says.ACTIVE, Says.INACTIVE, Says.OFFBOARDED)


class Answer(NamedTuple):
    """The verb that moves the organisation, empty for none, and whether its status is still one that was set by hand."""

    verb: str
    is_by_hand: bool


def says(terms: Sequence[Term], today: dt.date, *, is_billed: bool, is_gone: bool, offboard_after: int | None) -> Says | None:
    """None while the licenses say nothing.

    Active begins with the month before the first license, because that license's first invoice may be prepared then. Inactive waits
    until everything is billed (`is_billed`), because only active organisations are (P13). Off-boarded comes `offboard_after` days after
    the last day, None: never, and only once access is gone in all systems (`is_gone`, A3).
    """
    running = [each for each in terms if each.ends_on is None or each.ends_on >= today]
    if running:
        return Says.ACTIVE if min(each.starts_on for each in running) <= Month.of(today).next.last else Says.PENDING
    if not terms or not is_billed:
        return None
    last = max(each.ends_on for each in terms if each.ends_on is not None)
    is_over = offboard_after is not None and last + dt.timedelta(days=offboard_after) < today
    return Says.OFFBOARDED if is_over and is_gone else Says.INACTIVE


def follow(status: str, *, is_by_hand: bool, said: Says | None) -> Answer:
    """A status set by hand is kept until the licenses say the same; from then on it follows them again."""
    if said is not None and status == said and said in AGREES:
        return Answer("", is_by_hand=False)
    if said is None or is_by_hand:
        return Answer("", is_by_hand)
    if said is Says.OFFBOARDED and status == "active":
        said = Says.INACTIVE
    return Answer(WAYS.get((status, said), ""), is_by_hand=False)
