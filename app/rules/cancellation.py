"""What cancelling a booking gives back: by how long before its start, and who cancels (W8).

Default: all until 24 hours before, half until 2 hours before, then nothing; R16.61 cancelled at half: fee 8.31, refund 8.30.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from app.core.money import rounded

Notice = tuple[dt.timedelta, Decimal]
ALL, NOTHING = Decimal(100), Decimal(0)
STEPS: tuple[Notice, ...] = ((dt.timedelta(hours=24), ALL), (dt.timedelta(hours=2), Decimal(50)))


@dataclass(frozen=True, slots=True)
class CancellationPolicy:
    """Steps are (notice at least, percent that comes back), longest notice first; less notice than the last gives nothing back."""

    steps: tuple[Notice, ...] = STEPS


class Outcome(NamedTuple):
    """Cents that are kept, and cents that come back; together the cost."""

    fee: int
    refund: int


def refund_percent(policy: CancellationPolicy, start: dt.datetime, now: dt.datetime, *, by_operator: bool = False) -> Decimal:
    """The percent of the cost that comes back when a booking that starts at `start` is cancelled now; the operator gives all of it."""
    if by_operator:
        return ALL
    return next((percent for notice, percent in policy.steps if start - now >= notice), NOTHING)


def fee_and_refund(cost: int, refund_percent: Decimal) -> Outcome:
    """The fee is rounded, and the refund is the rest, so that no cent vanishes."""
    kept, of = (ALL - refund_percent).as_integer_ratio()
    fee = rounded(cost * kept, of * 100)
    return Outcome(fee, cost - fee)


def fee_of(cost: int, refund_percent: Decimal, least: int) -> int:
    """Cents that are kept: the fee, and never less than what an earlier change has fixed (B8), nor more than the cost."""
    return max(fee_and_refund(cost, refund_percent).fee, min(least, cost))
