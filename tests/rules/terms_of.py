"""Short ways to say terms in tests; June 2026 unless told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from app.core.month import Month
from app.rules.lines import Priced, PricedLine
from app.rules.policy import PricingPolicy
from app.rules.price_licenses import price_licenses
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion

JUNE = Month(2026, 6)
LONG_AGO = dt.date(2020, 1, 1)
HOT = MembershipTerms(1, "HOT", 1, (PriceVersion(None, 295000, 245000),))


def june(day: int) -> dt.date:
    return dt.date(2026, 6, day)


def license(number: int, starts_on: dt.date = LONG_AGO, ends_on: dt.date | None = None, **more: Any) -> LicenseTerms:
    more.setdefault("membership_id", 1)
    return LicenseTerms(number, f"L{number:03d}", starts_on=starts_on, ends_on=ends_on, **more)


def membership(*versions: tuple[dt.date | None, int, int], included: int | None = 1) -> MembershipTerms:
    return MembershipTerms(1, "HOT", included, tuple(PriceVersion(*version) for version in versions))


def priced(
    licenses: Sequence[LicenseTerms],
    *memberships: MembershipTerms,
    month: Month = JUNE,
    discounts: Sequence[ManualDiscount] = (),
    policy: PricingPolicy | None = None,
    volume_count: int | None = None,
) -> Priced:
    known = {each.id: each for each in memberships or (HOT,)}
    return price_licenses(month, licenses, known, discounts, policy or PricingPolicy(), volume_count=volume_count)


def nets(lines: Iterable[PricedLine]) -> list[int]:
    return [line.net for line in lines]


def spans(lines: Iterable[PricedLine]) -> list[tuple[int, int, int]]:
    """First day, last day and net of each line."""
    return [(line.starts_on.day, line.ends_on.day, line.net) for line in lines]
