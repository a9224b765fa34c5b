"""Escalation: the yearly price rise of a license, each year with its own date, each once (P6)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from app.core.money import rounded
from app.core.month import Month
from app.rules.agreements import commitment_terms, terms_on
from app.rules.commitment import commitment_term
from app.rules.license_price import has_own_price, version_on
from app.rules.roles import ALWAYS, ONE_DAY
from app.rules.terms import LicenseTerms, MembershipTerms, PriceVersion

EIGHT_PERCENT = Decimal(8)


@dataclass(frozen=True, slots=True)
class Escalation:
    """A proposed rise, for a person to approve; prices in cents. `due_on` with the license is its key."""

    license_id: int
    code: str
    due_on: dt.date
    percent: Decimal
    old: PriceVersion
    new: PriceVersion

    @property
    def key(self) -> tuple[int, dt.date]:
        return self.license_id, self.due_on


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """Percent, the step in cents to round to (1, 100, 500, 1000), and whether it waits for the 1st of a month. `month` (1 to 12): all rise on its 1st."""

    percent: Decimal = EIGHT_PERCENT
    step: int = 1
    next_month_start: bool = False
    month: int | None = None


def escalated(price: int, percent: Decimal, step: int = 1) -> int:
    """R(price x (1 + e)) in cents, to the nearest `step`, rounded once."""
    over, under = percent.as_integer_ratio()
    return rounded(price * (100 * under + over), 100 * under * step) * step


def anniversary(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes the 28th where there is none."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return dt.date(year, 2, 28)
    return day.replace(year=year)


def escalation_dates(license: LicenseTerms, until: dt.date, agreed: dt.date | None = None, month: int | None = None) -> Iterator[dt.date]:
    """Yearly from the agreed date, else on the 1st of the month of all, else the day after each commitment, else the first anniversary; inside the term.
    A renewed commitment keeps the price until its own end, but for a month of all, which asks for none."""
    last = min(until, license.ends_on or until)
    if agreed is None and month is not None:
        first = dt.date(license.starts_on.year, month, 1)
        yield from _yearly(first, 0 if first > license.starts_on else 1, last)
        return
    terms = [] if agreed else commitment_terms(license)
    if not terms:
        yield from _yearly(agreed or license.starts_on, 0 if agreed else 1, last)
    for term, after in zip_longest(terms, terms[1:]):
        yield from _yearly(term[1] + ONE_DAY, 0, min(last, after[0]) if after else last)


def _yearly(base: dt.date, years: int, last: dt.date) -> Iterator[dt.date]:
    while (due := anniversary(base, years)) <= last:
        yield due
        years += 1


def due_escalations(
    license: LicenseTerms,
    membership: MembershipTerms,
    policy: EscalationPolicy,
    *,
    since: dt.date,
    until: dt.date,
    done: Collection[dt.date] = (),
    agreed: dt.date | None = None,
) -> list[Escalation]:
    """Rises due from `since` to `until` and not yet done, oldest first, each on top of the one before.

    `done` are the dates already written; a license version of the effective day also counts as done, so that proposing
    twice changes nothing. Missed years come as several rises, never one. A day on which a price of its own holds, or that
    lies after the end, brings none, and neither does a rise that rounding takes away: no bill would change. Where all began to rise in one month, or
    stopped to, nobody rises whose price was decided about by the way of before, less than a year away.
    """
    found: list[Escalation] = []
    versions = license.versions
    due_days = list(escalation_dates(license, until, agreed, policy.month))
    by_another_way = set() if agreed else {each for each in set(done).difference(due_days) if policy.month is not None or each.day == 1}
    for due in due_days:
        effective = _next_first(due) if policy.next_month_start else due
        if due < since or due in done or any(version.valid_from == effective for version in versions):
            continue
        if any(anniversary(due, -1) < each < anniversary(due, 1) for each in by_another_way):
            continue
        if has_own_price(license, effective) or (license.ends_on is not None and effective > license.ends_on):
            continue
        old = version_on(versions, effective - ONE_DAY) or _membership_price(membership, effective - ONE_DAY)
        new = PriceVersion(
            effective, escalated(old.primary, policy.percent, policy.step), escalated(old.extra, policy.percent, policy.step)
        )
        if (new.primary, new.extra) == (old.primary, old.extra):
            continue
        versions = (*versions, new)
        found.append(Escalation(license.id, license.code, due, policy.percent, old, new))
    return found


def with_escalation(license: LicenseTerms, escalation: Escalation) -> LicenseTerms:
    """The license with the new version; unchanged when it has one of that day already."""
    if any(version.valid_from == escalation.new.valid_from for version in license.versions):
        return license
    return replace(license, versions=(*license.versions, escalation.new))


def renewed(license: LicenseTerms, ends_on: dt.date) -> LicenseTerms:
    """The license as if its commitment had been renewed for as long again after its last day."""
    return replace(license, commitment_months=terms_on(license, ends_on).commitment_months, commitment_start=ends_on + ONE_DAY)


def ending_commitment(license: LicenseTerms, since: dt.date, month: Month) -> tuple[dt.date, int] | None:
    """The last day and the months of a commitment that was there on a day and is gone, and not renewed, when a month begins; None where there is none."""
    held, then = terms_on(license, since), terms_on(license, month.first)
    term, later = (None if each.net_price else commitment_term(each) for each in (held, then))
    if term is None or not since <= term[1] < month.first or (later is not None and later[0] <= month.first <= later[1]):
        return None
    return term[1], held.commitment_months


def _membership_price(membership: MembershipTerms, day: dt.date) -> PriceVersion:
    found = version_on(membership.versions, day)
    return found or min(membership.versions, key=lambda version: version.valid_from or ALWAYS)


def _next_first(day: dt.date) -> dt.date:
    return day if day.day == 1 else Month.of(day).next.first
