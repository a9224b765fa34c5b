"""VAT: the rate by date, and the tax of each line, rounded once a line and then added (P9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from app.core.money import rounded
from app.core.month import Month
from app.rules.lines import PricedLine


class RateDate(StrEnum):
    """Which day decides the rate."""

    INVOICE_DATE = "invoice_date"
    PERIOD_START = "period_start"


@dataclass(frozen=True, slots=True)
class VatRate:
    """A country's standard rate from a day on; a withdrawn one was announced and never came."""

    valid_from: dt.date
    percent: Decimal
    withdrawn: bool = False


# 15.5 % from 1 May 2025 was cancelled on 24 April 2025, a week before.
SOUTH_AFRICA = (
    VatRate(dt.date(1993, 4, 7), Decimal(14)),
    VatRate(dt.date(2018, 4, 1), Decimal(15)),
    VatRate(dt.date(2025, 5, 1), Decimal("15.5"), withdrawn=True),
)
NETHERLANDS = (VatRate(dt.date(2001, 1, 1), Decimal(19)), VatRate(dt.date(2012, 10, 1), Decimal(21)))
UNITED_KINGDOM = (VatRate(dt.date(2010, 1, 1), Decimal("17.5")), VatRate(dt.date(2011, 1, 4), Decimal(20)))
RATES: dict[str, tuple[VatRate, ...]] = {"ZA": SOUTH_AFRICA, "NL": NETHERLANDS, "GB": UNITED_KINGDOM}


def rate_on(rates: Iterable[VatRate], day: dt.date) -> Decimal:
    """Percent in force that day; withdrawn rates never are. Raises ValueError for a day before the first rate."""
    known = [rate for rate in rates if not rate.withdrawn and rate.valid_from <= day]
    if not known:
        raise ValueError(f"no VAT rate is known for {day}")
    return max(known, key=lambda rate: rate.valid_from).percent


def rate_for(rates: Iterable[VatRate], month: Month, invoice_date: dt.date, by: RateDate = RateDate.INVOICE_DATE) -> Decimal:
    """Percent for a document of the month, by the setting that names the deciding day."""
    return rate_on(rates, month.first if by is RateDate.PERIOD_START else invoice_date)


def vat_on(net: int, percent: Decimal) -> int:
    """R(net x r / 100), in cents; symmetric, so a credit mirrors its charge."""
    over, under = _ratio(percent)
    return rounded(net * over, under * 100)


def vat_within(gross: int, percent: Decimal) -> tuple[int, int]:
    """Net and VAT of an amount that includes it: VAT = R(gross x r / (100 + r)), net = gross - VAT."""
    over, under = _ratio(percent)
    vat = rounded(gross * over, under * 100 + over)
    return gross - vat, vat


def closest(gross: int, percent: Decimal) -> tuple[int, int]:
    """Net and VAT of a line without VAT that comes as near to `gross` as a line can (B7): net = R(gross x 100 / (100 + r)), VAT by P9. Of 115 totals
    15 are met by no line, and are a cent off: 10.00 with 15 % is 9.99 or 10.01.
    """
    over, under = _ratio(percent)
    net = rounded(gross * 100 * under, 100 * under + over)
    return net, vat_on(net, percent)


def with_vat(lines: list[PricedLine], percent: Decimal | None, *, inclusive: bool = False) -> list[PricedLine]:
    """Fill the VAT of freshly priced lines and return them; None for a location that is not registered.

    `inclusive` says that the amounts contain VAT; one document never mixes both.
    """
    if percent is None:
        return lines
    over, under = _ratio(percent)
    hundred = under * 100
    for line in lines:
        line.vat_percent = percent
        if inclusive:
            line.inclusive = True
            line.net, line.vat = vat_within(line.net, percent)
        else:
            line.vat = rounded(line.net * over, hundred)
    return lines


@lru_cache(maxsize=64)
def _ratio(percent: Decimal) -> tuple[int, int]:
    return percent.as_integer_ratio()
