"""Price the licenses of one organisation at one location for one month (P1-P5, P8, P13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

from app.core.month import Month
from app.rules.agreements import held_under
from app.rules.commitment import commitment_term
from app.rules.license_price import Plan, is_free, membership_plan, paid_by_membership
from app.rules.lines import OF_LICENSE, Priced, PricedLine, PricingWarning
from app.rules.policy import PricingPolicy, Proration
from app.rules.proration import net_of, prorated
from app.rules.roles import ONE_DAY, primary_from, take_place
from app.rules.segments import Circumstances, Run, Turns, applying, is_paused, runs_between
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms

FIRST_VERSION = "first_version"
ACTUAL = Proration.ACTUAL
_by_start = attrgetter("starts_on", "code")
_by_code = attrgetter("code")


def price_licenses(
    month: Month,
    licenses: Sequence[LicenseTerms],
    memberships: Mapping[int, MembershipTerms],
    discounts: Sequence[ManualDiscount],
    policy: PricingPolicy,
    *,
    volume_count: int | None = None,
) -> Priced:
    """Lines in cents, VAT exclusive and not yet filled, ordered by license code, then date.

    `licenses` are all of the organisation at the location, whatever their dates; `discounts` those that may touch it.
    `volume_count` is the count frozen with the first issue of the month (P5); None counts now.
    """
    first, last, whole = _bounds(month)
    held = held_between(licenses, first, last)
    count = volume(held, first, last, policy) if volume_count is None else volume_count
    lines: list[PricedLine] = []
    warnings: list[PricingWarning] = []
    for around in circumstances(held, memberships, discounts, policy, first, last, count):
        license, plan = around.license, around.plan
        starts_on, ends_on = license.starts_on, license.ends_on
        begins, until = max(starts_on, first), last if ends_on is None or ends_on > last else ends_on
        runs = runs_between(around, begins, until)
        _lines(lines, license, runs, month, whole, policy)
        if plan.since is not None and begins < plan.since:
            _warn(warnings, license, runs, plan.since)
    lines.sort(key=_by_code)
    return Priced(lines, warnings, count)


def held_between(licenses: Sequence[LicenseTerms], first: dt.date, last: dt.date) -> list[LicenseTerms]:
    """Those with a day in it, by their start and code, which is the order in which they become primary (P2)."""
    held = [each for each in licenses if each.starts_on <= last and (each.ends_on is None or each.ends_on >= first)]
    held.sort(key=_by_start)
    return held


def circumstances(
    held: Sequence[LicenseTerms],
    memberships: Mapping[int, MembershipTerms],
    discounts: Sequence[ManualDiscount],
    policy: PricingPolicy,
    first: dt.date,
    last: dt.date,
    count: int,
) -> Iterator[Circumstances]:
    """What prices each license of one organisation in a month, in the order of `held`; `count` gives the volume discount."""
    ahead: dict[int, list[dt.date]] = {}
    for license in held:
        membership = memberships[license.membership_id]
        queue = ahead.setdefault(membership.id, [])
        plan = membership_plan(membership, first, last)
        promoted_on = primary_from(queue, plan.included)
        turns = tuple((begins, primary_from(queue, included)) for begins, included in plan.included_later)
        take_place(queue, license.ends_on)

        def around(held: LicenseTerms, plan: Plan = plan, promoted_on: dt.date = promoted_on, turns: Turns = turns) -> Circumstances:
            term = None if held.net_price or not held.commitment_months else commitment_term(held)
            return Circumstances(held, plan, promoted_on, applying(held, discounts), term, count, policy, turns=turns)

        own = around(license)
        yield (
            own._replace(former=tuple((each.until, around(held_under(license, each))) for each in license.former))
            if license.former
            else own
        )


def volume(held: Sequence[LicenseTerms], first: dt.date, last: dt.date, policy: PricingPolicy) -> int:
    """Licenses in force on day 1 of the month; when none is, on the first active day (P5, P13). `held` sorted by start."""
    if policy.counts_free:
        return _in_force(held, max(first, held[0].starts_on)) if held else 0
    days = (first + ONE_DAY * step for step in range((last - first).days + 1))
    return next((count for day in days if (count := _in_force([each for each in held if not is_free(each, day)], day))), 0)


def _in_force(held: Sequence[LicenseTerms], day: dt.date) -> int:
    return sum(1 for each in held if each.starts_on <= day and (each.ends_on is None or each.ends_on >= day))


@lru_cache(maxsize=256)
def _bounds(month: Month) -> tuple[dt.date, dt.date, int]:
    return month.first, month.last, month.days


def _lines(lines: list[PricedLine], license: LicenseTerms, runs: list[Run], month: Month, whole: int, policy: PricingPolicy) -> None:
    if policy.proration is ACTUAL:
        of, days = whole, [run.ends_on.toordinal() - run.starts_on.toordinal() + 1 for run in runs]
    else:
        held, began_paused = (license.starts_on, license.ends_on), is_paused(license, license.starts_on)
        days, of = prorated(policy.proration, month, held, [run[:2] for run in runs], began_paused=began_paused)
    earlier: dict[tuple[int, int, int], int] = {}
    for (starts_on, ends_on, price, (over, under, factors), role), billed in zip(runs, days, strict=True):
        if not price or not billed:
            continue
        key = (price, over, under)
        before = earlier.get(key, 0)
        earlier[key] = before + billed
        net = net_of(price, over, under, billed, of, before)
        lines.append(PricedLine(OF_LICENSE, license.id, license.code, starts_on, ends_on, billed, of, price, role, factors, net, before))


def _warn(warnings: list[PricingWarning], license: LicenseTerms, runs: list[Run], opens: dt.date) -> None:
    early = [run for run in runs if run.starts_on < opens and paid_by_membership(license, run.starts_on)]
    if early:
        until = min(early[-1].ends_on, opens - ONE_DAY)
        warnings.append(PricingWarning(FIRST_VERSION, license.id, license.code, early[0].starts_on, until))
