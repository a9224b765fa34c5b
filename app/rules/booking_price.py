"""What a booking of a room costs: peak and off-peak minutes, one duration tier, the cap, the member's factor, one rounding (B1-B6).

09:00-10:30 at R200/h                      90 peak                     300.00
08:00-11:45                                225 peak, 750.00            720.00: a half day (240 minutes, 800 less 10 %) is cheaper
10:00-17:30, off-peak R120/h               1 314.00 with half day      1 216.00: a full day (480 minutes, 1 520 less 20 %) is cheaper
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.core.money import rounded
from app.rules.discounts import remainder
from app.rules.peak_hours import MINUTE, PeakHours, minutes, peak_minutes

HALF_DAY, FULL_DAY = 240, 480  # minutes; fixed by B4


class Cap(StrEnum):
    """The longer booking whose price is taken because it is lower (B5)."""

    HALF_DAY = "4h"
    FULL_DAY = "8h"


CAPS = ((HALF_DAY, Cap.HALF_DAY), (FULL_DAY, Cap.FULL_DAY))


@dataclass(frozen=True, slots=True)
class RoomPrice:
    """What prices a booking: rates in cents an hour, VAT-inclusive (B7); percents off for a half and a full day; is the price capped?"""

    peak_rate: int
    off_peak_rate: int
    hours: PeakHours
    half_day_percent: Decimal = Decimal(10)
    full_day_percent: Decimal = Decimal(20)
    capped: bool = True


@dataclass(frozen=True, slots=True)
class Priced:
    """One length of a booking with its price before the cap and the member's factor, in exact cents."""

    peak_minutes: int
    off_peak_minutes: int
    tier_percent: Decimal
    exact: Fraction

    @property
    def minutes(self) -> int:
        return self.peak_minutes + self.off_peak_minutes


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a booking in cents, and everything that made it: `own` as booked, `taken` the length that is paid for."""

    own: Priced
    taken: Priced
    cap: Cap | None
    member_percent: Decimal
    exact: Fraction
    cost: int


def quote(price: RoomPrice, start: dt.datetime, end: dt.datetime, member_percent: Decimal = Decimal(0)) -> Quote:
    """The price of [start, end), two instants on whole minutes. `member_percent` is 100 for who holds the private room (B6).

    Raises ValueError for an interval that does not end after it starts.
    """
    if end <= start:
        raise ValueError("a booking ends after it starts")
    own = taken = priced(price, start, minutes(start, end))
    cap = None
    for longer, name in _caps(price, own):
        candidate = priced(price, start, longer)
        if candidate.exact < taken.exact:
            taken, cap = candidate, name
    exact = taken.exact * remainder(member_percent)
    return Quote(own, taken, cap, member_percent, exact, rounded(exact.numerator, exact.denominator))


def priced(price: RoomPrice, start: dt.datetime, length: int) -> Priced:
    """So many minutes from `start`, by B3 and B4; the room need not be free for them."""
    peak = peak_minutes(price.hours, start, start + length * MINUTE)
    tier = _tier(price, length)
    gross = Fraction(peak * price.peak_rate + (length - peak) * price.off_peak_rate, 60)
    return Priced(peak, length - peak, tier, gross * remainder(tier))


def _tier(price: RoomPrice, length: int) -> Decimal:
    if length >= FULL_DAY:
        return price.full_day_percent
    return price.half_day_percent if length >= HALF_DAY else Decimal(0)


def _caps(price: RoomPrice, own: Priced) -> Iterator[tuple[int, Cap]]:
    """The longer lengths that may be cheaper; the shorter one first, so that it wins a tie as the booked length does."""
    return ((longer, name) for longer, name in CAPS if price.capped and own.minutes < longer)
