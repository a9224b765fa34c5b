"""W7: the period of any instant on the clock of any place, and what of a quota comes the first time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from app.core.month import Month
from app.rules.quotas import granted, lasts_until, period_at
from tests.rules.money import draws
from tests.rules.oracle import quotas as oracle

ZONES = ("Africa/Johannesburg", "Europe/Amsterdam", "Australia/Lord_Howe", "America/Sao_Paulo", "America/Havana")


def quota(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    frequency, zone = chance.choice(("daily", "weekly", "monthly", "annually")), chance.choice(ZONES)
    instant = dt.datetime(2016, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=chance.randrange(14 * 366 * 1440))
    period, (first, last) = period_at(frequency, zone, instant), oracle.days_of_period(frequency, zone, instant)
    yield "days of the period", (period.first, period.last, period.days), (first, last, (last - first).days + 1)
    yield "begins", period.starts_at, oracle.begins_at(first, zone)
    yield "ends", period.ends_at, oracle.begins_at(last + draws.ONE_DAY, zone)
    yield "holds the instant", period.starts_at <= instant < period.ends_at, True

    cents, month = draws.cents(chance), Month.of(first)
    starts_on, ends_on = draws.day(chance, month), draws.maybe_day(chance, month)
    pauses = []
    while chance.random() < 0.4:
        begins = draws.day(chance, month)
        pauses.append((begins, begins + dt.timedelta(days=chance.randint(0, 40)) if chance.random() < 0.8 else None))
    yield "granted", granted(cents, period, starts_on, ends_on, pauses), oracle.granted(cents, first, last, starts_on, ends_on, pauses)
    until = min(last, ends_on or last)
    yield "lasts until", lasts_until(period, zone, ends_on), oracle.begins_at(until + draws.ONE_DAY, zone)
