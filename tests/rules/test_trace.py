"""What a person reads when asking where an amount comes from (I1, invariant 13)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from app.rules.adhoc_lines import adhoc_lines
from app.rules.corrections import Billed, corrections
from app.rules.lines import PricedLine
from app.rules.terms import AdhocTerms, ManualDiscount
from app.rules.trace import trace
from app.rules.vat import with_vat
from tests.rules.terms_of import JUNE, june, license, priced

FIFTEEN = Decimal(15)


def formula(line: PricedLine) -> str:
    return trace(line).formula


def test_a_part_of_a_month_with_two_discounts() -> None:
    (line,) = with_vat(priced([license(1, june(12), commitment_months=12)], volume_count=5).lines, FIFTEEN)
    found = trace(line)

    assert found.formula == "2 950.00 × 19 of 30 days × (1 − 10 %) × (1 − 5 %) = 1 597.43"
    assert found.exact == Fraction(295000 * 19 * 855, 30 * 1000)
    assert [(step.rule, step.name) for step in found.steps] == [
        ("P1", "price"),
        ("P2", "primary"),
        ("P4", "days"),
        ("P5", "commitment"),
        ("P5", "volume"),
        ("P13", "rounded"),
        ("P9", "vat"),
    ]
    assert (found.amount, found.vat) == (159743, 23961)


def test_a_whole_month_says_no_days_and_a_percent_no_needless_zeros() -> None:
    (line,) = priced([license(1)], discounts=[ManualDiscount(Decimal("2.50"))]).lines

    assert formula(line) == "2 950.00 × (1 − 2.5 %) = 2 876.25"


def test_parts_rounded_together_show_both_roundings() -> None:
    lines = priced([license(1, pauses=((june(2), june(2)),))]).lines

    assert [formula(line) for line in lines] == [
        "2 950.00 × 1 of 30 days = 98.33",
        "R(2 950.00 × 29 of 30 days) − R(2 950.00 × 1 of 30 days) = 2 753.34",
    ]


def test_a_charge_and_a_credit() -> None:
    lines = adhoc_lines(
        [AdhocTerms(1, "A1", june(1), "Locker", Decimal("1.333"), 3333), AdhocTerms(2, "A2", june(2), "Back", Decimal(2), -12000)]
    )

    assert [formula(line) for line in lines] == ["1.333 × 33.33 = 44.43", "2 × −120.00 = −240.00"]


def test_a_correction_holds_the_traces_of_what_was_expected() -> None:
    (line,) = with_vat(corrections(JUNE, priced([license(1, ends_on=june(20))]).lines, [Billed(1, "L001", 295000)]), FIFTEEN)
    found = trace(line)

    assert found.formula == "1 966.67 expected − 2 950.00 billed = −983.33"
    assert [part.formula for part in found.parts] == ["2 950.00 × 20 of 30 days = 1 966.67"]
    assert found.vat == -14750


def test_large_amounts_are_spaced() -> None:
    assert formula(priced([license(1, custom_price=123456789)]).lines[0]) == "1 234 567.89 = 1 234 567.89"
