"""What a license costs on a day: custom price in force, else its own version, else the membership's (P1, P6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from app.rules.agreements import terms_on
from app.rules.lines import PRIMARY, Role
from app.rules.roles import ALWAYS
from app.rules.terms import LicenseTerms, MembershipTerms, PriceVersion


class Plan(NamedTuple):
    """A membership's prices in one month: the version it opens with, later ones with the day each takes over.

    `since` is the first day of its first version; None means always. `included` licenses are primary, and others from the days of `included_later` on (P2).
    """

    opening: PriceVersion
    later: tuple[tuple[dt.date, PriceVersion], ...]
    since: dt.date | None
    included: int | None
    included_later: tuple[tuple[dt.date, int], ...]


def version_on(versions: Iterable[PriceVersion], day: dt.date) -> PriceVersion | None:
    """The latest version whose first day is on or before the day."""
    found: PriceVersion | None = None
    since = ALWAYS
    for version in versions:
        begins = version.valid_from or ALWAYS
        if since <= begins <= day:
            found, since = version, begins
    return found


def membership_plan(membership: MembershipTerms, first: dt.date, last: dt.date) -> Plan:
    """The versions that a month sees, worked out once a membership and month; the days before the first one take it (P13)."""
    plan: Plan | None = membership.memo.get(first)
    if plan is None:
        earliest = min(membership.versions, key=lambda version: version.valid_from or ALWAYS)
        later = [
            (version.valid_from, version) for version in membership.versions if version.valid_from and first < version.valid_from <= last
        ]
        opening = version_on(membership.versions, first) or earliest
        later.sort(key=itemgetter(0))
        said = version_on((version for version in membership.versions if version.included is not None), first)
        turns = tuple((begins, version.included) for begins, version in later if version.included is not None)
        included = said.included if said is not None else membership.included_primary
        plan = membership.memo[first] = Plan(opening, tuple(later), earliest.valid_from, included, turns)
    return plan


def has_own_price(license: LicenseTerms, day: dt.date) -> bool:
    """Whether a custom price holds on that day."""
    license = terms_on(license, day) if license.former else license
    return license.custom_price is not None and (license.custom_price_end is None or day <= license.custom_price_end)


def is_free(license: LicenseTerms, day: dt.date) -> bool:
    """Whether a custom price of 0 holds on that day."""
    return terms_on(license, day).custom_price == 0 and has_own_price(license, day)


def price_on(license: LicenseTerms, plan: Plan, role: Role, day: dt.date) -> int:
    """Cents a month for that day and role; the plan is the membership's for the day's month."""
    license = terms_on(license, day) if license.former else license
    if license.custom_price is not None and (license.custom_price_end is None or day <= license.custom_price_end):
        return license.custom_price
    version = version_on(license.versions, day) if license.versions else None
    if version is None:
        version = plan.opening
        for begins, later in plan.later:
            if begins <= day:
                version = later
    return version.primary if role is PRIMARY else version.extra


def paid_by_membership(license: LicenseTerms, day: dt.date) -> bool:
    """Whether that day's price comes from the membership's versions."""
    if has_own_price(license, day):
        return False
    return not license.versions or version_on(license.versions, day) is None
