"""What past months still owe (P11) and what an early exit gives back (P7)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings

from app.rules.corrections import Billed, EnteredVersion, binding_versions, corrections
from app.rules.early_exit import claw_back
from app.rules.lines import LineKind
from app.rules.policy import DiscountMode, PricingPolicy
from app.rules.terms import PriceVersion
from tests.rules.cases import Case, cases
from tests.rules.terms_of import JUNE, june, license, nets, priced


def test_nothing_changed_owes_nothing() -> None:
    lines = priced([license(1), license(2)]).lines

    assert corrections(JUNE, lines, [Billed(line.id, line.code, line.net) for line in lines]) == []


def test_a_correction_already_billed_is_not_billed_again() -> None:
    lines = priced([license(1, june(12))]).lines
    (late,) = corrections(JUNE, lines, [])

    assert corrections(JUNE, lines, [Billed(late.id, late.code, late.net)]) == []


def test_a_license_that_should_never_have_been_billed_is_credited_over_the_month() -> None:
    (line,) = corrections(JUNE, [], [Billed(1, "L001", 295000), Billed(1, "L001", -5000)])

    assert (line.kind, line.net, line.starts_on, line.ends_on) == (LineKind.CORRECTION, -290000, june(1), june(30))


def test_a_correction_says_how_many_days_it_is_about() -> None:
    (owed,) = corrections(JUNE, priced([license(1, june(12))]).lines, [])
    assert (owed.days, owed.of, owed.starts_on, owed.ends_on) == (19, 30, june(12), june(30))
    (credited,) = corrections(JUNE, [], [Billed(1, "L001", 295000)])
    assert (credited.days, credited.of) == (30, 30)


def test_prices_entered_late_bind_only_when_marked() -> None:
    issued = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
    in_time, late = PriceVersion(None, 100, 90), PriceVersion(june(1), 200, 190)
    entered = [EnteredVersion(in_time, issued, False), EnteredVersion(late, issued + dt.timedelta(days=9), False)]

    assert binding_versions(entered, issued) == (in_time,)
    assert binding_versions([entered[0], entered[1]._replace(retroactive=True)], issued) == (in_time, late)


@settings(max_examples=60, deadline=None)
@given(cases(), cases())
def test_corrections_bring_the_billed_to_the_expected(now: Case, then: Case) -> None:
    expected = priced(now.licenses, *now.memberships.values(), month=JUNE, discounts=now.discounts).lines
    billed = priced(then.licenses, *then.memberships.values(), month=JUNE, discounts=then.discounts).lines

    found = corrections(JUNE, expected, [Billed(line.id, line.code, line.net) for line in billed])

    assert sum(nets(found)) == sum(nets(expected)) - sum(nets(billed))
    assert all(line.net for line in found)
    assert len({line.id for line in found}) == len(found)


def test_claw_back_is_the_commitment_discount_of_issued_lines() -> None:
    committed = {"commitment_months": 12, "commitment_start": june(1)}
    lines = priced([license(1, june(12), **committed), license(2, june(20))], volume_count=5).lines
    found = claw_back(lines, PricingPolicy())

    assert found.net == 177492 - 159743  # 2 950.00 x 19/30 x 0.95, less what it was with 0.855
    assert [line.code for line, _ in found.lines] == ["L001"]


def test_claw_back_decides_a_cap_again() -> None:
    policy = PricingPolicy(commitment_steps=((1, Decimal(40)),), volume_steps=((1, Decimal(30)),))
    lines = priced([license(1, june(1), commitment_months=12)], policy=policy).lines

    assert nets(lines) == [147500]
    assert claw_back(lines, policy).net == 295000 * 70 // 100 - 147500


def test_claw_back_under_best_of_falls_to_the_next_best() -> None:
    policy = PricingPolicy(mode=DiscountMode.BEST_OF)
    lines = priced([license(1, june(1), commitment_months=12)], policy=policy, volume_count=5).lines

    assert (nets(lines), claw_back(lines, policy).net) == ([265500], 280250 - 265500)
