"""When an address gets no more mail: nobody is there, or nothing got through five days in a row (contracts.md section 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

# Nobody has this address: 5.1.1 as RFC 3463 says it, 5.1.10 as Exchange Online does.
GONE = frozenset({"5.1.1", "5.1.10"})
SOFT_DAYS = 5
WINDOW = dt.timedelta(days=30)
# Mail servers try for up to five days (RFC 5321, 4.5.4.1): what has not come back by then has arrived.
QUIET = dt.timedelta(days=5)


def is_gone(status: str) -> bool:
    """Any later mail would come back as well."""
    return status in GONE


def is_soft(status: str) -> bool:
    """A full mailbox or a host that is away: another mail may get through."""
    return status.startswith("4.")


def is_worn_out(soft: Iterable[tuple[dt.datetime, dt.datetime]], *, arrived: dt.datetime | None, now: dt.datetime) -> bool:
    """`soft`: when each mail that came back softly was sent, and when it came back. `arrived`: when the last was sent of those that did not come back.

    Days are counted, not mails: a mailbox that is full for an afternoon in which twenty invitations go is one bad day. What was sent before
    something arrived, and what came back more than 30 days ago, is over.
    """
    days = {back.astimezone(dt.UTC).date() for sent, back in soft if back > now - WINDOW and (arrived is None or sent > arrived)}
    return len(days) >= SOFT_DAYS
