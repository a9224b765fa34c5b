"""Cutting a license's month where something changes, and joining what turned out equal (P4, P13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from app.rules.commitment import commitment_term
from app.rules.discounts import MANUAL, WHOLE, Product, combined, factor
from app.rules.license_price import Plan, price_on
from app.rules.lines import Role
from app.rules.policy import PricingPolicy, step_percent
from app.rules.roles import ONE_DAY
from app.rules.terms import LicenseTerms, ManualDiscount

Term = tuple[dt.date, dt.date]


class Run(NamedTuple):
    """Consecutive billable days of one price and one product; role and factors are those of its first day."""

    starts_on: dt.date
    ends_on: dt.date
    price: int
    product: Product
    role: Role


def applying(license: LicenseTerms, discounts: Sequence[ManualDiscount]) -> list[ManualDiscount]:
    """The discount rows whose filled columns all match this license; none for a net price."""
    if license.net_price:
        return []
    return [
        row
        for row in discounts
        if (row.license_id is None or row.license_id == license.id)
        and (row.membership_id is None or row.membership_id == license.membership_id)
    ]


def runs_of(
    license: LicenseTerms,
    plan: Plan,
    promoted_on: dt.date,
    manual: Sequence[ManualDiscount],
    volume_count: int,
    policy: PricingPolicy,
    within: Term,
) -> list[Run]:
    """The license's billable runs inside `within`, in date order. Pause days are left out; price 0 still shows here."""
    term = None if license.net_price else commitment_term(license)
    starts_on, ends_on = within
    marks = _marks(license, plan, promoted_on, manual, term, starts_on, ends_on)
    runs: list[Run] = []
    for begins, after in zip(marks, [*marks[1:], None], strict=True):
        if license.pauses and _paused(license, begins):
            continue
        role = Role.PRIMARY if begins >= promoted_on else Role.EXTRA
        price = price_on(license, plan, role, begins)
        committed = license.commitment_months if term and term[0] <= begins <= term[1] else 0
        made = WHOLE if license.net_price else product_on(begins, committed, manual, volume_count, policy)
        until = ends_on if after is None else after - ONE_DAY
        if runs and _continues(runs[-1], begins, price, made):
            runs[-1] = runs[-1]._replace(ends_on=until)
        else:
            runs.append(Run(begins, until, price, made, role))
    return runs


def product_on(day: dt.date, committed: int, manual: Sequence[ManualDiscount], volume_count: int, policy: PricingPolicy) -> Product:
    """The discounts of one day; equal circumstances share one Product."""
    rows = tuple(row for row in manual if (row.starts_on or day) <= day <= (row.ends_on or day)) if manual else ()
    key = (committed, volume_count, rows)
    made: Product | None = policy.memo.get(key)
    if made is None:
        commitment = step_percent(policy.commitment_steps, committed)
        volume = step_percent(policy.volume_steps, volume_count)
        by_hand = [factor(MANUAL, row.percent, row.reason) for row in rows if row.percent]
        made = policy.memo[key] = combined(policy, commitment, volume, by_hand)
    return made


def _marks(
    license: LicenseTerms,
    plan: Plan,
    promoted_on: dt.date,
    manual: Sequence[ManualDiscount],
    term: Term | None,
    starts_on: dt.date,
    ends_on: dt.date,
) -> list[dt.date]:
    """Every first day of a stretch in which nothing changes; a quiet license has one."""
    marks = [promoted_on]
    closing: list[dt.date | None] = [license.custom_price_end]
    if len(plan) > 1:
        marks.extend(begins for begins, _ in plan[1:])
    for version in license.versions:
        marks.append(version.valid_from or starts_on)
    for begins, ends in (*license.pauses, *((term,) if term else ())):
        marks.append(begins)
        closing.append(ends)
    for row in manual:
        marks.append(row.starts_on or starts_on)
        closing.append(row.ends_on)
    marks.extend(ends + ONE_DAY for ends in closing if ends is not None and starts_on <= ends < ends_on)
    changes = {mark for mark in marks if starts_on < mark <= ends_on}
    return [starts_on, *sorted(changes)] if changes else [starts_on]


def _paused(license: LicenseTerms, day: dt.date) -> bool:
    return any(begins <= day and (ends is None or day <= ends) for begins, ends in license.pauses)


def _continues(run: Run, day: dt.date, price: int, made: Product) -> bool:
    return run.ends_on + ONE_DAY == day and run.price == price and run.product[:2] == made[:2]
