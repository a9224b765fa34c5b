"""The lines of a paper as licenses that nobody holds yet, among those that its customer has, with all that prices them from a month on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.month import Month, Months
from app.models import Location, PaperLine, TaxRate
from app.queries.billing_terms import LocationTerms, location_terms, policy_today
from app.queries.license_terms import LicenseFacts, discounts
from app.queries.location_tax import tax_of
from app.rules.fingerprint import Fingerprints
from app.rules.policy import PricingPolicy
from app.rules.preview import OrganisationPreview, OrganisationTerms, Previewer
from app.rules.price_changes import starts_of
from app.rules.terms import DepositTerms, LicenseTerms, ManualDiscount

NEW = 0  # an organisation that is none yet
LAST = "~"  # sorts behind the code of every license that there is (P2)
FURTHEST = 121  # months: the longest commitment, and the month after it


@dataclass(frozen=True, slots=True)
class Unheld:
    """`before` is the customer without the lines; licenses of the lines have ids below zero."""

    session: Session
    location: Location
    first: Month
    terms: LocationTerms
    before: OrganisationTerms
    after: OrganisationTerms
    policy: PricingPolicy

    def of(self, month: Month, deposits: Sequence[DepositTerms] = (), *, owner: OrganisationTerms | None = None) -> OrganisationPreview:
        """As a preview of that month bills it: the customer with the lines, or the one that is named."""
        previewer = Previewer(
            month, self.terms.memberships, self.policy, self.percent(month), Fingerprints(month, self.terms.memberships, self.policy)
        )
        return previewer.of(replace(owner or self.after, deposits=deposits))

    def percent(self, month: Month) -> Decimal | None:
        return tax_of(self.session, self.location, month, None).percent

    def changes(self) -> list[Month]:
        """Months after the first in which something may cost something else than in the month before."""
        rates = self.session.scalars(select(TaxRate.valid_from).where(TaxRate.country == self.location.country)).all()
        days = starts_of(self.after.licenses, self.after.discounts, self.terms.memberships)
        return changing(self.first, [*days, *rates])


def unheld(session: Session, location: Location, organisation_id: int | None, lines: Sequence[PaperLine], first: Month) -> Unheld:
    """Read once for all months that a promise covers."""
    window = Months(first, first.plus(FURTHEST))
    owner_id = organisation_id or NEW
    terms = location_terms(session, location, window, cut_off=None, organisation_ids=[owner_id])
    before = terms.organisations.setdefault(owner_id, OrganisationTerms(owner_id, LAST))
    if not before.licenses:  # nobody of theirs had a license to find discounts for
        discounts(session, window, terms.organisations, [owner_id])
    licenses, own_discounts = list(before.licenses), list(before.discounts)
    for license, line in _licenses(lines):
        licenses.append(license)
        terms.facts[license.id] = LicenseFacts(line.membership_id, "")
        if line.discount_percent:
            own_discounts.append(
                ManualDiscount(line.discount_percent, line.starts_on, line.discount_until, license.id, None, line.discount_reason)
            )
    policy = policy_today(session, location)
    return Unheld(session, location, first, terms, before, replace(before, licenses=licenses, discounts=own_discounts), policy)


def changing(first: Month, days: Sequence[dt.date]) -> list[Month]:
    """The month after the first, and of each day its own month and the two after it: volume counts on day 1 (P5), and a second month may
    give back what the first took too much (P4)."""
    of_days = (Month.of(day).plus(after) for day in days if first.first < day for after in range(3))
    return sorted({first.next, *(month for month in of_days if first < month <= first.plus(FURTHEST))})


def id_of(index: int, place: int) -> int:
    """Of the license of a line's place, both counted from 0."""
    return -(index * 1000 + place + 1)


def code_of(index: int, place: int) -> str:
    return f"{LAST}{index:03d}-{place:03d}"


def _licenses(lines: Sequence[PaperLine]) -> list[tuple[LicenseTerms, PaperLine]]:
    """One for each place, in the order in which winning makes them."""
    found: list[tuple[LicenseTerms, PaperLine]] = []
    for index, line in enumerate(lines):
        for place in range(line.places):
            terms = LicenseTerms(
                id_of(index, place),
                code_of(index, place),
                line.membership_id,
                line.starts_on,
                commitment_months=line.commitment_months or 0,
                custom_price=line.price_cents,
                net_price=line.net_price,
            )
            found.append((terms, line))
    return found
