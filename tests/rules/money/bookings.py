"""B1-B8 and W8: what any booking costs, what a longer one does, and what comes back of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from app.rules.booking_price import RoomPrice, quote
from app.rules.cancellation import CancellationPolicy, fee_and_refund, refund_percent
from app.rules.peak_hours import EVERY_DAY, PeakHours
from app.rules.vat import closest
from tests.rules.money import draws
from tests.rules.oracle import rooms as oracle

ZONES = tuple(
    ZoneInfo(name) for name in ("Africa/Johannesburg", "Europe/Amsterdam", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu")
)
CHANGES = (
    dt.datetime(2026, 3, 28, 20, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 24, 20, tzinfo=dt.UTC),
    dt.datetime(2018, 11, 3, 20, tzinfo=dt.UTC),
)


def booking(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    price, start = _price(chance), _start(chance)
    length = chance.choice((chance.randint(2, 40), chance.randint(2, 40), chance.choice((15, 16, 17, 31, 32, 33)), chance.randint(40, 110)))
    end, member = start + length * oracle.QUARTER, draws.percent(chance) if chance.random() < 0.4 else Decimal(0)

    found, expected = quote(price, start, end, member), oracle.cost(price, start, end, member)
    yield "minutes", (found.own.peak_minutes, found.own.off_peak_minutes), expected[:2]
    yield "before the cap", found.own.exact, expected.before
    yield "cost", found.cost, expected.cents
    yield "the length that is paid for", found.cap is None, found.taken == found.own
    if price.capped and price.peak_rate >= price.off_peak_rate and price.half_day_percent <= price.full_day_percent:
        longer = quote(price, start, end + chance.randint(1, 20) * oracle.QUARTER, member).cost
        yield "a longer one costs less", longer < found.cost, False

    percent = draws.vat_percent(chance) or Decimal(0)
    yield "on an invoice", closest(found.cost, percent), oracle.on_invoice(found.cost, percent)
    steps = sorted(
        {dt.timedelta(hours=chance.randint(0, 72)): draws.percent(chance) for _ in range(chance.randint(0, 3))}.items(), reverse=True
    )
    policy, by_operator = CancellationPolicy(tuple(steps)) if chance.random() < 0.5 else CancellationPolicy(), chance.random() < 0.1
    now = start - dt.timedelta(minutes=chance.choice((0, 119, 120, 121, 1439, 1440, 1441, chance.randint(-100, 5000))))
    back = refund_percent(policy, start, now, by_operator=by_operator)
    yield "percent that comes back", back, oracle.comes_back(policy, start, now, by_operator)
    yield "fee and refund", fee_and_refund(found.cost, back), oracle.fee_and_refund(found.cost, back)


def _price(chance: Random) -> RoomPrice:
    opens = chance.randint(0, 80)
    closes = chance.randint(opens + 1, 95)
    hours = PeakHours(chance.choice(ZONES))
    if chance.random() < 0.4:
        days = frozenset(chance.sample(range(7), chance.randint(0, 7)))
        never = frozenset({dt.date(2026, 3, 29), dt.date(2026, 12, 25)})
        hours = PeakHours(hours.zone, _time(opens), _time(closes), days if chance.random() < 0.5 else EVERY_DAY, never)
    rates = chance.choice(((20000, 12000), (33333, 33333), (draws.cents(chance), draws.cents(chance))))
    percents = (Decimal(10), Decimal(20)) if chance.random() < 0.6 else (draws.percent(chance), draws.percent(chance))
    return RoomPrice(*rates, hours, *percents, capped=chance.random() < 0.8)


def _start(chance: Random) -> dt.datetime:
    """On the grid; often near a change of clocks."""
    near = (
        chance.choice(CHANGES)
        if chance.random() < 0.4
        else dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=chance.randrange(700))
    )
    return near + chance.randrange(96) * oracle.QUARTER


def _time(quarters: int) -> dt.time:
    return dt.time(quarters // 4, quarters % 4 * 15)
