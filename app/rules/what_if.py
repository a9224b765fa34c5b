"""What if prices had been others: the terms of a month with changed prices; everything else is priced as ever (P1-P8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.money import rounded
from app.rules.terms import LicenseTerms, MembershipTerms, PriceVersion


@dataclass(frozen=True, slots=True)
class PriceChange:
    """`percent` is what is put on, more than -100; `memberships` are ids, None for all. `agreed`: custom prices move as well."""

    percent: Decimal
    memberships: frozenset[int] | None = None
    agreed: bool = False

    def price(self, cents: int) -> int:
        """R(cents x (100 + percent) / 100)."""
        over, under = (100 + self.percent).as_integer_ratio()
        return rounded(cents * over, under * 100)

    def touches(self, membership_id: int) -> bool:
        return self.memberships is None or membership_id in self.memberships

    def memberships_of(self, terms: Mapping[int, MembershipTerms]) -> dict[int, MembershipTerms]:
        """Their price versions with the change, by id."""
        return {id_: replace(each, versions=self._versions(each.versions)) if self.touches(id_) else each for id_, each in terms.items()}

    def licenses_of(self, licenses: Iterable[LicenseTerms]) -> list[LicenseTerms]:
        """What has a price of its own, escalated or agreed, moves with its membership (P6)."""
        return [self._license(each) if self.touches(each.membership_id) else each for each in licenses]

    def _license(self, license: LicenseTerms) -> LicenseTerms:
        former = tuple(replace(each, custom_price=self._agreed(each.custom_price)) for each in license.former)
        return replace(license, versions=self._versions(license.versions), custom_price=self._agreed(license.custom_price), former=former)

    def _agreed(self, cents: int | None) -> int | None:
        return self.price(cents) if self.agreed and cents is not None else cents

    def _versions(self, versions: tuple[PriceVersion, ...]) -> tuple[PriceVersion, ...]:
        return tuple(replace(each, primary=self.price(each.primary), extra=self.price(each.extra)) for each in versions)


def percent_of(text: str) -> Decimal:
    """ "+6%", "-2.5" or "6". Raises ValueError for anything else, and for -100 and less."""
    plain = text.strip().replace(" ", "").replace(",", ".").removesuffix("%")
    if re.fullmatch(r"[+-]?\d{1,4}(\.\d{1,3})?", plain) is None or (found := Decimal(plain)) <= -100:
        raise ValueError(f"{text} is not a change like +6% or -2.5%")
    return found
