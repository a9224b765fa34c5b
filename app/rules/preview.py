"""Preview of one organisation's document for a month: lines, VAT, totals, what to look at, and the fingerprint (I1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.month import Month
from app.rules.adhoc_lines import adhoc_lines
from app.rules.deposits import asked
from app.rules.document import Totals, in_order, totals
from app.rules.fingerprint import Fingerprints
from app.rules.lines import PricedLine, PricingWarning
from app.rules.policy import PricingPolicy
from app.rules.price_licenses import price_licenses
from app.rules.recurring_lines import recurring_lines
from app.rules.terms import AdhocTerms, DepositTerms, LicenseTerms, ManualDiscount, MembershipTerms, RecurringTerms
from app.rules.vat import with_vat

MOVED_PERCENT = 20


@dataclass(slots=True)
class OrganisationTerms:
    """Everything that one organisation agreed to and used at one location; `corrections` come priced, with the volume counts of months they bill first (P11)."""

    id: int
    code: str
    licenses: Sequence[LicenseTerms] = ()
    discounts: Sequence[ManualDiscount] = ()
    adhocs: Sequence[AdhocTerms] = ()
    recurring: Sequence[RecurringTerms] = ()
    deposits: Sequence[DepositTerms] = ()
    corrections: Sequence[PricedLine] = ()
    volume_count: int | None = None
    corrected_counts: Mapping[Month, int] = field(default_factory=dict)


@dataclass(slots=True)
class OrganisationPreview:
    """What would be billed, in cents; the fingerprint must be the same again on approval (I2)."""

    id: int
    code: str
    lines: list[PricedLine]
    totals: Totals
    warnings: list[PricingWarning]
    volume_count: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Previewer:
    """Previews the organisations of one location and month, whose shared terms are read once."""

    month: Month
    memberships: Mapping[int, MembershipTerms]
    policy: PricingPolicy
    vat_percent: Decimal | None
    fingerprints: Fingerprints

    def of(self, terms: OrganisationTerms) -> OrganisationPreview:
        """Charges must have been chosen by cut-off, licenses by location and status (P3, P13)."""
        month, policy = self.month, self.policy
        priced = price_licenses(month, terms.licenses, self.memberships, terms.discounts, policy, volume_count=terms.volume_count)
        recurring = recurring_lines(month, terms.recurring, policy.proration) if terms.recurring else ()
        adhocs = adhoc_lines(terms.adhocs) if terms.adhocs else ()
        lines = with_vat(in_order(priced.lines, recurring, terms.corrections, adhocs), self.vat_percent)
        warnings = priced.warnings
        if terms.deposits:
            extra = asked(terms.deposits, totals(lines).total)
            lines, warnings = [*lines, *extra.lines], [*warnings, *extra.warnings]
        taken = self.fingerprints.take(
            terms.licenses,
            terms.discounts,
            terms.adhocs,
            terms.recurring,
            terms.corrections,
            terms.code,
            terms.volume_count,
            *terms.deposits,
        )
        return OrganisationPreview(terms.id, terms.code, lines, totals(lines), warnings, priced.volume_count, taken)


def amount_warnings(total: int, last_total: int | None, deposits: int = 0) -> list[str]:
    """Names of what a person should look at: `zero`, `credit` (P12), `moved` by more than 20 % of last month (I1).

    `deposits` are the part of the total that comes once and is no revenue; `last_total` is without them.
    """
    found = []
    if total < 0:
        found.append("credit")
    if total == 0:
        found.append("zero")
    if last_total and abs(total - deposits - last_total) * 100 > MOVED_PERCENT * abs(last_total):
        found.append("moved")
    return found
