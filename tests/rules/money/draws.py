"""Awkward values: amounts at the edges of rounding, percents with decimals, days at the edges of months."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

from app.core.month import Month
from app.rules.policy import DiscountMode, PricingPolicy, Proration, Steps
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion

PRICES = (0, 1, 5, 99, 9999, 79000, 99000, 123457, 245000, 295000, 1833333)
PERCENTS = tuple(Decimal(text) for text in ("0", "2.25", "2.5", "3", "5", "7.5", "10", "12.5", "20", "33.3", "50", "100"))
VAT = (None, *(Decimal(text) for text in ("0", "14", "15", "15.5", "17.5", "19", "20", "21", "0.2")))
ONE_DAY = dt.timedelta(days=1)
GENEROUS: tuple[Steps, Steps] = (((1, Decimal(40)), (7, Decimal("62.5"))), ((2, Decimal("12.5")), (4, Decimal(30)), (9, Decimal(55))))


def cents(chance: Random) -> int:
    """Often a price of the trade, sometimes anything up to ten million."""
    return chance.choice(PRICES) if chance.random() < 0.5 else chance.randint(0, 10 ** chance.randint(1, 9))


def signed(chance: Random) -> int:
    return cents(chance) * chance.choice((1, 1, -1))


def percent(chance: Random) -> Decimal:
    return chance.choice(PERCENTS) if chance.random() < 0.7 else Decimal(chance.randint(0, 10000)) / 100


def vat_percent(chance: Random) -> Decimal | None:
    return chance.choice(VAT) if chance.random() < 0.8 else Decimal(chance.randint(0, 2999)) / 100


def month(chance: Random) -> Month:
    return chance.choice((Month(2026, 6), Month(2026, 2), Month(2028, 2), Month(2026, 7), Month(2026, 1), Month(2026, 12)))


def day(chance: Random, month: Month) -> dt.date:
    """Mostly inside the month, often at its edges, sometimes well before or after."""
    kind = chance.random()
    if kind < 0.5:
        return month.first + dt.timedelta(days=chance.randrange(month.days))
    if kind < 0.75:
        return chance.choice(
            (month.first, month.last, month.first - ONE_DAY, month.last + ONE_DAY, month.previous.first, month.previous.last)
        )
    return month.first + dt.timedelta(days=chance.randint(-430, 60))


def maybe_day(chance: Random, month: Month) -> dt.date | None:
    return day(chance, month) if chance.random() < 0.5 else None


def policy(chance: Random) -> PricingPolicy:
    commitment, volume = GENEROUS if chance.random() < 0.3 else (PricingPolicy().commitment_steps, PricingPolicy().volume_steps)
    proration = chance.choice((Proration.ACTUAL, Proration.ACTUAL, Proration.THIRTY_DAYS, Proration.NONE))
    mode = DiscountMode.BEST_OF if chance.random() < 0.25 else DiscountMode.MULTIPLY
    return PricingPolicy(
        proration, mode, commitment, volume, chance.choice((Decimal(50), Decimal(50), Decimal(15), Decimal("33.3"))), chance.random() < 0.75
    )


def versions(chance: Random, days: list[dt.date | None]) -> tuple[PriceVersion, ...]:
    """One of each day."""
    return tuple(PriceVersion(each, cents(chance), cents(chance)) for each in dict.fromkeys(days))


def membership(chance: Random, month: Month, number: int) -> MembershipTerms:
    days = [maybe_day(chance, month) for _ in range(chance.randint(1, 3))]
    return MembershipTerms(number, f"M{number}", chance.choice((None, 0, 1, 1, 2)), versions(chance, days))


def license(chance: Random, month: Month, number: int) -> LicenseTerms:
    starts_on = day(chance, month)
    ends_on = (
        starts_on + dt.timedelta(days=chance.choice((chance.randint(0, 60), chance.randint(300, 500)))) if chance.random() < 0.6 else None
    )
    pauses = []
    while chance.random() < 0.25:
        begins = day(chance, month)
        pauses.append((begins, begins + dt.timedelta(days=chance.randint(0, 12)) if chance.random() < 0.8 else None))
    own: list[dt.date | None] = [day(chance, month)] if chance.random() < 0.3 else []
    return LicenseTerms(
        number,
        f"{chance.choice('AB')}{number:02d}",
        chance.randint(1, 2),
        starts_on,
        ends_on,
        tuple(pauses),
        chance.choice((0, 0, 1, 2, 3, 6, 7, 12, 24)),
        maybe_day(chance, month),
        cents(chance) if chance.random() < 0.3 else None,
        maybe_day(chance, month),
        chance.random() < 0.15,
        versions(chance, own),
    )


def discount(chance: Random, month: Month, licenses: int) -> ManualDiscount:
    return ManualDiscount(
        percent(chance),
        maybe_day(chance, month),
        maybe_day(chance, month),
        chance.randint(1, licenses) if chance.random() < 0.3 else None,
        chance.randint(1, 2) if chance.random() < 0.3 else None,
        chance.choice(("", "pilot")),
    )


def days_of(month: Month) -> list[dt.date]:
    return [month.first + dt.timedelta(days=n) for n in range(month.days)]
