"""Deposits: one line without VAT, no revenue, and a kept part that is charged with VAT inside (D1-D4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.deposits import asked, kept, proposed, sum_of_deposits
from app.rules.differences import Cause, differences
from app.rules.document import Totals
from app.rules.lines import LineKind
from app.rules.preview import OrganisationTerms, amount_warnings
from app.rules.terms import AdhocTerms, DepositTerms
from app.rules.trace import trace
from app.rules.vat import vat_on
from tests.rules.terms_of import june, license
from tests.rules.test_preview import previewer

DEPOSIT = DepositTerms(7, "D7", june(2), "Hot desk", 500000)
ACME = OrganisationTerms(1, "ACME", [license(1)], deposits=[DEPOSIT])


def test_a_deposit_is_one_line_more_without_vat() -> None:
    found = previewer().of(ACME)
    desk, deposit = found.lines

    assert (deposit.kind, deposit.id, deposit.code, deposit.net, deposit.vat, deposit.vat_percent) == (
        LineKind.DEPOSIT,
        7,
        "D7",
        500000,
        0,
        None,
    )
    assert found.totals == Totals(desk.net + 500000, desk.vat, desk.net + desk.vat + 500000)


def test_its_trace_says_why_there_is_no_vat() -> None:
    told = trace(previewer().of(ACME).lines[-1])

    assert [(step.rule, step.name) for step in told.steps] == [("D1", "deposit"), ("P13", "rounded"), ("D2", "outside_vat")]
    assert (told.amount, told.vat, told.formula) == (500000, 0, "5 000.00 = 5 000.00")


def test_it_waits_while_the_rest_is_below_zero() -> None:
    credit = AdhocTerms(1, "A1", june(3), "Goodwill", Decimal(1), -400000)
    found = previewer().of(replace_terms(adhocs=[credit]))

    assert [line.kind for line in found.lines] == [LineKind.LICENSE, LineKind.ADHOC]
    assert [(each.kind, each.code) for each in found.warnings] == [("deposit_waits", "D7")]


def test_on_a_document_of_nothing_it_is_asked() -> None:
    assert [line.net for line in asked([DEPOSIT], 0).lines] == [500000]
    assert asked([DEPOSIT], -1).lines == []


def test_deposits_are_the_part_that_is_no_revenue() -> None:
    assert sum_of_deposits(previewer().of(ACME).lines) == 500000


def test_the_fingerprint_moves_with_it_and_is_what_it_was_without() -> None:
    without = previewer().of(replace_terms(deposits=())).fingerprint
    taken = {
        previewer().of(replace_terms(deposits=[each])).fingerprint
        for each in (DEPOSIT, replace(DEPOSIT, amount=1), replace(DEPOSIT, asked_on=june(1)))
    }

    assert len(taken | {without}) == 4
    assert without == previewer().of(OrganisationTerms(1, "ACME", [license(1)])).fingerprint


def test_it_is_a_cause_of_its_own_this_month_and_the_next() -> None:
    with_it, without = previewer().of(ACME).lines, previewer().of(replace_terms(deposits=())).lines

    assert differences(without, with_it) == {Cause.DEPOSIT: 500000}
    assert differences(with_it, without) == {Cause.DEPOSIT: -500000}
    assert amount_warnings(795000, 295000, 500000) == [], "what comes once has not moved"


@pytest.mark.parametrize(
    ("price", "months", "amount", "asks"),
    [(295000, Decimal(2), None, 590000), (295001, Decimal("1.5"), None, 442502), (295000, None, 100000, 100000), (295000, None, None, 0)],
)
def test_what_a_membership_asks(price: int, months: Decimal | None, amount: int | None, asks: int) -> None:
    assert proposed(price, months, amount) == asks


def test_a_kept_part_has_vat_inside() -> None:
    assert kept(115000, Decimal(15)) == (100000, 15000, 0)
    assert kept(500000, Decimal(15)) == (434783, 65217, 0)
    assert kept(1100, Decimal(15)) == (956, 143, 1), "no net and VAT of 15 % add up to 11.00"
    assert kept(500000, None) == (500000, 0, 0)


@given(st.integers(1, 10**9), st.sampled_from([Decimal(0), Decimal(15), Decimal("15.5"), Decimal(21)]))
def test_what_is_kept_is_the_charge_and_at_most_a_cent_that_stays(amount: int, percent: Decimal) -> None:
    net, vat, rest = kept(amount, percent)

    assert net + vat + rest == amount and vat == vat_on(net, percent)
    assert 0 <= rest <= 1


def replace_terms(**changes: object) -> OrganisationTerms:
    return OrganisationTerms(1, "ACME", [license(1)], **({"deposits": [DEPOSIT]} | changes))  # type: ignore[arg-type]
