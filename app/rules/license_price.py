"""What a license costs on a day: custom price in force, else its own version, else the membership's (P1, P6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.rules.lines import Role
from app.rules.roles import ALWAYS
from app.rules.terms import LicenseTerms, MembershipTerms, PriceVersion

Plan = tuple[tuple[dt.date, PriceVersion], ...]


def version_on(versions: Iterable[PriceVersion], day: dt.date) -> PriceVersion | None:
    """The latest version whose first day is on or before the day."""
    found: PriceVersion | None = None
    since = ALWAYS
    for version in versions:
        begins = version.valid_from or ALWAYS
        if since <= begins <= day:
            found, since = version, begins
    return found


def first_version(membership: MembershipTerms) -> PriceVersion:
    """The earliest version of a membership; it also serves the days before it, with a warning (P13)."""
    return min(membership.versions, key=lambda version: version.valid_from or ALWAYS)


def membership_plan(membership: MembershipTerms, first: dt.date, last: dt.date) -> Plan:
    """The versions that a month sees, each with the day it takes over; worked out once a membership and month."""
    plan: Plan | None = membership.memo.get(first)
    if plan is None:
        opening = version_on(membership.versions, first) or first_version(membership)
        later = sorted(
            ((version.valid_from, version) for version in membership.versions if version.valid_from and first < version.valid_from <= last),
            key=lambda pair: pair[0],
        )
        plan = ((first, opening), *later)
        membership.memo[first] = plan
    return plan


def price_on(license: LicenseTerms, plan: Plan, role: Role, day: dt.date) -> int:
    """Cents a month for that day and role; the plan is the membership's for the day's month."""
    if license.custom_price is not None and (license.custom_price_end is None or day <= license.custom_price_end):
        return license.custom_price
    version = version_on(license.versions, day) if license.versions else None
    if version is None:
        version = plan[0][1]
        for begins, later in plan[1:]:
            if begins <= day:
                version = later
    return version.primary if role is Role.PRIMARY else version.extra


def paid_by_membership(license: LicenseTerms, day: dt.date) -> bool:
    """Whether that day's price comes from the membership's versions."""
    if license.custom_price is not None and (license.custom_price_end is None or day <= license.custom_price_end):
        return False
    return not license.versions or version_on(license.versions, day) is None
