"""Cutting a license's month where something changes, and joining what turned out equal (P4, P13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from app.rules.discounts import MANUAL, WHOLE, Product, combined, factor
from app.rules.license_price import Plan, price_on
from app.rules.lines import EXTRA, PRIMARY, Role
from app.rules.policy import PricingPolicy, step_percent
from app.rules.roles import ONE_DAY
from app.rules.terms import LicenseTerms, ManualDiscount

Term = tuple[dt.date, dt.date]


Turns = tuple[tuple[dt.date, dt.date], ...]


class Circumstances(NamedTuple):
    """All that decides a license's days in a month: its prices, the day it turns primary, its discounts.

    `turns`: days from which another number of licenses is primary, each with the day this one turns primary by that number, earliest first.
    """

    license: LicenseTerms
    plan: Plan
    promoted_on: dt.date
    manual: Sequence[ManualDiscount]
    commitment: Term | None
    volume_count: int
    policy: PricingPolicy
    former: tuple[tuple[dt.date, Circumstances], ...] = ()  # last day, and what decided until then, earliest first
    turns: Turns = ()


class Run(NamedTuple):
    """Consecutive billable days of one price and one product; role and factors are those of its first day."""

    starts_on: dt.date
    ends_on: dt.date
    price: int
    product: Product
    role: Role


def applying(license: LicenseTerms, discounts: Sequence[ManualDiscount]) -> Sequence[ManualDiscount]:
    """The discount rows whose filled columns all match this license; none for a net price."""
    if license.net_price or not discounts:
        return ()
    return [
        row
        for row in discounts
        if (row.license_id is None or row.license_id == license.id)
        and (row.membership_id is None or row.membership_id == license.membership_id)
    ]


def runs_between(around: Circumstances, starts_on: dt.date, ends_on: dt.date) -> list[Run]:
    """The license's billable runs between two days of its term, in date order; pause days left out, price 0 still in."""
    if around.former and around.former[-1][0] >= starts_on:
        return _of_each_agreement(around, starts_on, ends_on)
    return _of_one_agreement(around, starts_on, ends_on)


def _of_each_agreement(around: Circumstances, starts_on: dt.date, ends_on: dt.date) -> list[Run]:
    runs: list[Run] = []
    for until, held in (*around.former, (ends_on, around)):
        if starts_on <= min(until, ends_on):
            for run in _of_one_agreement(held, starts_on, min(until, ends_on)):
                runs.append(runs.pop()._replace(ends_on=run.ends_on) if runs and _is_more_of(run, runs[-1]) else run)
            starts_on = until + ONE_DAY
    return runs


def _of_one_agreement(around: Circumstances, starts_on: dt.date, ends_on: dt.date) -> list[Run]:
    if _is_quiet(around, starts_on, ends_on):
        return [_run(around, starts_on, ends_on)]
    runs: list[Run] = []
    marks = _marks(around, starts_on, ends_on)
    for begins, after in zip(marks, [*marks[1:], ends_on + ONE_DAY], strict=True):
        if is_paused(around.license, begins):
            continue
        run = _run(around, begins, after - ONE_DAY)
        if runs and _is_more_of(run, runs[-1]):
            run = runs.pop()._replace(ends_on=run.ends_on)
        runs.append(run)
    return runs


def product_on(day: dt.date, committed: int, manual: Sequence[ManualDiscount], volume_count: int, policy: PricingPolicy) -> Product:
    """The discounts of one day, for `committed` months; equal circumstances share one Product."""
    rows = tuple(row for row in manual if (row.starts_on or day) <= day <= (row.ends_on or day)) if manual else ()
    key = (committed, volume_count, rows)
    made: Product | None = policy.memo.get(key)
    if made is None:
        commitment = step_percent(policy.commitment_steps, committed)
        volume = step_percent(policy.volume_steps, volume_count)
        by_hand = [factor(MANUAL, row.percent, row.reason) for row in rows if row.percent]
        made = policy.memo[key] = combined(policy, commitment, volume, by_hand)
    return made


def _run(around: Circumstances, starts_on: dt.date, ends_on: dt.date) -> Run:
    license, plan, _, manual, commitment, volume_count, policy, *_ = around
    role = _role(around, starts_on)
    price = price_on(license, plan, role, starts_on)
    if license.net_price:
        return Run(starts_on, ends_on, price, WHOLE, role)
    committed = license.commitment_months if commitment and commitment[0] <= starts_on <= commitment[1] else 0
    return Run(starts_on, ends_on, price, product_on(starts_on, committed, manual, volume_count, policy), role)


def _role(around: Circumstances, day: dt.date) -> Role:
    promoted_on = around.promoted_on
    for begins, by_then in around.turns:
        if begins <= day:
            promoted_on = by_then
    return PRIMARY if day >= promoted_on else EXTRA


def _is_quiet(around: Circumstances, starts_on: dt.date, ends_on: dt.date) -> bool:
    """Whether plainly nothing changes inside the days: true for nearly every license of nearly every month."""
    license, plan, promoted_on, manual, commitment, *_ = around
    return not (
        license.pauses
        or license.versions
        or manual
        or plan.later
        or starts_on < promoted_on <= ends_on
        or (license.custom_price_end is not None and starts_on <= license.custom_price_end < ends_on)
        or (commitment is not None and (starts_on < commitment[0] <= ends_on or starts_on <= commitment[1] < ends_on))
    )


def _marks(around: Circumstances, starts_on: dt.date, ends_on: dt.date) -> list[dt.date]:
    """The first day of every stretch in which nothing changes."""
    license, plan, promoted_on, manual, commitment, *_ = around
    opening = [
        promoted_on,
        *(day for turn in around.turns for day in turn),
        *(begins for begins, _ in plan.later),
        *(version.valid_from for version in license.versions),
    ]
    closing = [license.custom_price_end]
    windows = [*license.pauses, *((row.starts_on, row.ends_on) for row in manual), *([commitment] if commitment else [])]
    for begins, ends in windows:
        opening.append(begins)
        closing.append(ends)
    changes = {day for day in opening if day is not None and starts_on < day <= ends_on}
    changes.update(day + ONE_DAY for day in closing if day is not None and starts_on <= day < ends_on)
    return [starts_on, *sorted(changes)]


def is_paused(license: LicenseTerms, day: dt.date) -> bool:
    return any(begins <= day and (ends is None or day <= ends) for begins, ends in license.pauses)


def _is_more_of(after: Run, run: Run) -> bool:
    return run.ends_on + ONE_DAY == after.starts_on and run.price == after.price and run.product[:2] == after.product[:2]
