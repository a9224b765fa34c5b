"""The days on which licenses may begin to cost something else, as far as they are known today (P1, P2, P5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from app.rules.agreements import agreements
from app.rules.commitment import commitment_term
from app.rules.roles import ONE_DAY
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms


def starts_of(
    licenses: Iterable[LicenseTerms], discounts: Iterable[ManualDiscount], memberships: Mapping[int, MembershipTerms]
) -> set[dt.date]:
    """First days of whatever comes, and of what follows when something ends: licenses, commitments, discounts, prices, own ones too."""
    firsts: set[dt.date | None] = set()
    lasts: set[dt.date | None] = set()
    for license in licenses:
        firsts |= {license.starts_on, *(version.valid_from for version in license.versions), *(pause[0] for pause in license.pauses)}
        lasts |= {license.ends_on, *(pause[1] for pause in license.pauses), *(each.until for each in license.former)}
        for held in agreements(license):
            term = commitment_term(held)
            lasts |= {held.custom_price_end, *(term[1:] if term else ())}
        if license.membership_id in memberships:
            firsts |= {version.valid_from for version in memberships[license.membership_id].versions}
    for discount in discounts:
        firsts.add(discount.starts_on)
        lasts.add(discount.ends_on)
    return {day for day in firsts if day is not None} | {day + ONE_DAY for day in lasts if day is not None}
