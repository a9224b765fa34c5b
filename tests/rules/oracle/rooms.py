"""What a booking costs, quarter hour by quarter hour on the wall of the place (B1-B7, W8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.rules.booking_price import RoomPrice
from app.rules.cancellation import CancellationPolicy
from app.rules.peak_hours import PeakHours
from tests.rules.oracle.exact import half_up, left_of

QUARTER = dt.timedelta(minutes=15)


class Cost(NamedTuple):
    peak_minutes: int
    off_peak_minutes: int
    before: Fraction
    cents: int


def cost(price: RoomPrice, start: dt.datetime, end: dt.datetime, member_percent: Decimal) -> Cost:
    """Of an interval on the grid of quarter hours."""
    length = (end - start) // dt.timedelta(minutes=1)
    lengths = [length] + ([longer for longer in (240, 480) if longer > length] if price.capped else [])
    peaks, longest = {}, max(lengths)
    minutes = peak = 0
    while minutes < longest:
        peak += 15 * is_peak(price.hours, start + dt.timedelta(minutes=minutes))
        minutes += 15
        peaks[minutes] = peak
    prices = [gross(price, peaks[each], each) for each in lengths]
    return Cost(peaks[length], length - peaks[length], prices[0], half_up(min(prices) * left_of(member_percent)))


def is_peak(hours: PeakHours, instant: dt.datetime) -> bool:
    wall = instant.astimezone(hours.zone)
    return hours.start <= wall.time() < hours.end and wall.weekday() in hours.days and wall.date() not in hours.never


def gross(price: RoomPrice, peak: int, length: int) -> Fraction:
    hours = Fraction(peak * price.peak_rate, 60) + Fraction((length - peak) * price.off_peak_rate, 60)
    if length >= 480:
        return hours * left_of(price.full_day_percent)
    return hours * left_of(price.half_day_percent) if length >= 240 else hours


def on_invoice(amount: int, percent: Decimal) -> tuple[int, int]:
    """Net and VAT of a line that bills a VAT-inclusive amount (B7)."""
    rate = Fraction(percent)
    net = half_up(amount * 100 / (100 + rate))
    return net, half_up(net * rate / 100)


def comes_back(policy: CancellationPolicy, start: dt.datetime, now: dt.datetime, by_operator: bool) -> Decimal:
    """The percent by the longest notice that was kept."""
    if by_operator:
        return Decimal(100)
    kept = [(notice, percent) for notice, percent in policy.steps if now + notice <= start]
    return max(kept)[1] if kept else Decimal(0)


def fee_and_refund(cents: int, refund_percent: Decimal) -> tuple[int, int]:
    fee = half_up(cents * left_of(refund_percent))
    return fee, cents - fee
