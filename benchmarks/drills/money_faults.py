"""Faults in rules of money that the drill `money` has to find: each a rule as somebody might have written it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.core.money import rounded
from app.rules import allocation, booking_price, cancellation, credits, discounts, proration, quotas, vat
from app.rules.policy import PricingPolicy

MAY_PAY, ALLOCATED, GRANTED = credits.may_pay, allocation.allocated, quotas.granted


def half_to_even(numerator: int, denominator: int) -> int:
    return round(Fraction(numerator, denominator))


def half_upwards(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def each_part_by_itself(price: int, over: int, under: int, days: int, of: int, before: int = 0) -> int:
    return rounded(price * over * days, under * of)


def percents_added(
    policy: PricingPolicy, commitment: Decimal, volume: Decimal, manual: Iterable[discounts.Factor] = ()
) -> discounts.Product:
    factors = (discounts.factor(discounts.VOLUME, min(commitment + volume, policy.cap_percent)), *manual)
    left = discounts.product(factors)
    return discounts.Product(left.numerator, left.denominator, factors)


def vat_of_the_gross(gross: int, percent: Decimal) -> tuple[int, int]:
    tax = vat.vat_on(gross, percent)
    return gross - tax, tax


def half_day_a_minute_late(price: booking_price.RoomPrice, length: int) -> Decimal:
    if length >= booking_price.FULL_DAY:
        return price.full_day_percent
    return price.half_day_percent if length > booking_price.HALF_DAY else Decimal(0)


def fee_and_refund_both_rounded(cost: int, refund_percent: Decimal) -> cancellation.Outcome:
    refund = Fraction(refund_percent) / 100
    return cancellation.Outcome(rounded(*(cost * (1 - refund)).as_integer_ratio()), rounded(*(cost * refund).as_integer_ratio()))


def quotas_pay_any_booking(lot: credits.Lot, starts_at: dt.datetime, now: dt.datetime, where: credits.Where = credits.ANYWHERE) -> bool:
    return MAY_PAY(replace(lot, source=credits.Source.PURCHASE), starts_at, now, where)


def quotas_rounded_up(cents: int, period: quotas.Period, starts_on: dt.date, ends_on: dt.date | None, pauses: quotas.Pauses = ()) -> int:
    return -GRANTED(-cents, period, starts_on, ends_on, pauses)


def smallest_invoice_first(cents: int, owed: Iterable[allocation.Owed]) -> allocation.Allocation:
    return ALLOCATED(cents, [replace(each, due_on=dt.date.fromordinal(1 + each.cents % 3_000_000)) for each in owed])


FAULTS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "half-to-even": (rounded, half_to_even),
    "half-upwards": (rounded, half_upwards),
    "parts-alone": (proration.net_of, each_part_by_itself),
    "percents-added": (discounts.combined, percents_added),
    "vat-of-gross": (vat.vat_within, vat_of_the_gross),
    "late-half-day": (booking_price._tier, half_day_a_minute_late),
    "two-roundings": (cancellation.fee_and_refund, fee_and_refund_both_rounded),
    "stale-quota": (credits.may_pay, quotas_pay_any_booking),
    "quota-rounded-up": (quotas.granted, quotas_rounded_up),
    "smallest-first": (allocation.allocated, smallest_invoice_first),
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The wrong rule stands wherever the right one is named, until the end; no name plants nothing."""
    if not name:
        yield
        return
    right, wrong = FAULTS[name]
    ours = [module for module in [*sys.modules.values()] if module.__name__.startswith(("app.", "tests.rules.money"))]
    places = [(module, word) for module in ours for word, value in [*vars(module).items()] if value is right]
    for module, word in places:
        setattr(module, word, wrong)
    try:
        yield
    finally:
        for module, word in places:
            setattr(module, word, right)
