"""Causes of change since last month; they sum to it (invariant 12)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given, settings

from app.core.month import Month
from app.rules.adhoc_lines import adhoc_lines
from app.rules.corrections import corrections
from app.rules.differences import Cause, differences, together
from app.rules.lines import LineKind
from app.rules.terms import AdhocTerms, ManualDiscount
from tests.rules.cases import Case, cases
from tests.rules.terms_of import HOT, JUNE, LONG_AGO, june, license, membership, nets, priced

MAY = JUNE.previous
COMPARED = ("kind", "id", "days", "of", "price", "role", "factors", "net")
COMMITTED = {"commitment_months": 12, "commitment_start": dt.date(2026, 1, 1)}


def test_the_worked_run_of_acme() -> None:
    five = [license(n, **COMMITTED) for n in range(1, 6)]
    may = priced(five, month=MAY).lines
    passes = adhoc_lines([AdhocTerms(1, "A1", june(3), "Day pass", Decimal(2), 25000)])
    now = [*priced([*five, license(6, june(1), **COMMITTED)]).lines, *passes]

    assert differences(may, now) == {Cause.JOINED: 209475, Cause.USAGE: 50000}
    assert sum(nets(now)) - sum(nets(may)) == 259475


def test_each_cause_by_itself() -> None:
    whole, five = priced([license(1)]).lines, priced([license(1)], volume_count=5).lines

    assert differences(whole, []) == {Cause.LEFT: -295000}
    assert differences(whole, priced([license(1, ends_on=june(15))]).lines) == {Cause.DAYS: -147500}
    assert differences(whole, priced([license(1)], membership((None, 300000, 1))).lines) == {Cause.PRICE: 5000}
    assert differences(priced([license(1), license(2)]).lines[1:], priced([license(2)]).lines) == {Cause.ROLE: 50000}
    assert differences(whole, five) == {Cause.VOLUME: -14750}
    assert differences(five, priced([license(1)], volume_count=5, discounts=[ManualDiscount(Decimal(50))]).lines) == {
        Cause.DISCOUNT: -140125
    }
    assert differences(whole, [*whole, *corrections(MAY, whole, [])]) == {Cause.CORRECTION: 295000}


def test_a_full_month_of_another_length_is_no_cause() -> None:
    assert differences(priced([license(1)], month=MAY).lines, priced([license(1)]).lines) == {}


def test_who_stayed_through_a_pause_neither_left_nor_joined() -> None:
    whole, key = priced([license(1)]).lines, (LineKind.LICENSE, 1)

    assert differences(whole, [], {key}) == {Cause.DAYS: -295000}
    assert differences([], whole, {key}) == {Cause.DAYS: 295000}


def test_two_causes_of_one_license_are_told_apart() -> None:
    before = priced([license(1, ends_on=None)], HOT).lines
    after = priced([license(1, LONG_AGO, june(15))], membership((None, 330000, 1))).lines

    assert differences(before, after) == {Cause.DAYS: -147500, Cause.PRICE: 17500}


def test_lines_read_back_with_plain_words_compare_like_priced_ones() -> None:
    now = priced([license(1), license(2)]).lines
    stored = [SimpleNamespace(**{name: getattr(line, name) for name in COMPARED}) for line in now]
    for line in stored:
        line.kind, line.role = str(line.kind.value), str(line.role.value)

    assert differences(stored, now) == {}
    assert differences(stored[:1], now[:1], {("license", 1)}) == {}
    assert differences([], now[:1], {("license", 1)}) == {Cause.DAYS: 295000}
    stored[0].price, stored[0].net = 290000, 290000
    assert differences(stored, now) == {Cause.PRICE: 5000}


def test_the_causes_of_many_add_up() -> None:
    assert together([{Cause.LEFT: -5, Cause.DAYS: 2}, {Cause.DAYS: -2, Cause.JOINED: 3}]) == {Cause.JOINED: 3, Cause.LEFT: -5}


@settings(max_examples=80, deadline=None)
@given(cases(), cases())
def test_causes_always_sum_to_the_change(then: Case, now: Case) -> None:
    before = priced(then.licenses, *then.memberships.values(), month=Month(2026, 2), discounts=then.discounts, policy=then.policy).lines
    after = priced(now.licenses, *now.memberships.values(), month=Month(2026, 6), discounts=now.discounts, policy=now.policy).lines

    assert sum(differences(before, after).values()) == sum(nets(after)) - sum(nets(before))


@settings(max_examples=80, deadline=None)
@given(cases())
def test_one_month_after_the_other_of_the_same_organisation(case: Case) -> None:
    before = priced(case.licenses, *case.memberships.values(), month=case.month.previous, discounts=case.discounts).lines
    after = priced(case.licenses, *case.memberships.values(), month=case.month, discounts=case.discounts).lines

    assert sum(differences(before, after).values()) == sum(nets(after)) - sum(nets(before))
    assert differences(after, after) == {}
