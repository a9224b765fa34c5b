"""PricedLine: one amount of an invoice, with everything that is needed to compute it again (P8)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from app.rules.discounts import Factor


class LineKind(StrEnum):
    """Where a line comes from."""

    LICENSE = "license"
    RECURRING = "recurring"
    CORRECTION = "correction"
    ADHOC = "adhoc"
    DEPOSIT = "deposit"


class Role(StrEnum):
    """Which of a membership's two prices a license pays (P2)."""

    PRIMARY = "primary"
    EXTRA = "extra"


# Python 3.11 looks an enum member up in 0.12 us; 50,000 licenses ask several times each.
OF_LICENSE, PRIMARY, EXTRA = LineKind.LICENSE, Role.PRIMARY, Role.EXTRA


@dataclass(slots=True)
class PricedLine:
    """One license, recurring item, charge, deposit or correction over one segment; money in cents.

    `id` and `code` are of the license, item, charge or deposit. `price` is the monthly or unit price, for a correction what was
    expected. `before` counts the days of earlier segments rounded together with this one (P4). VAT is filled by `with_vat`.
    """

    kind: LineKind
    id: int
    code: str
    starts_on: dt.date
    ends_on: dt.date
    days: int
    of: int
    price: int
    role: Role | None
    factors: tuple[Factor, ...]
    net: int
    before: int = 0
    description: str = ""
    quantity: Decimal | None = None
    billed: int | None = None
    parts: tuple[PricedLine, ...] = ()
    vat: int = 0
    vat_percent: Decimal | None = None
    inclusive: bool = False

    @property
    def total(self) -> int:
        return self.net + self.vat


class PricingWarning(NamedTuple):
    """Something a person should look at before approving; `kind` names it, `code` is the license's or the deposit's."""

    kind: str
    license_id: int
    code: str
    starts_on: dt.date
    ends_on: dt.date


class Priced(NamedTuple):
    """What pricing returns: lines in their order, warnings beside them, and the volume count to freeze (P5)."""

    lines: list[PricedLine]
    warnings: list[PricingWarning]
    volume_count: int
