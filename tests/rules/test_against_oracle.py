"""Pricing equals a second program that decides every day by itself (P13), and what must hold of any organisation."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.document import totals
from app.rules.price_licenses import price_licenses
from app.rules.trace import trace
from app.rules.vat import vat_on, with_vat
from tests.rules.cases import Case, cases
from tests.rules.oracle import licenses as oracle
from tests.rules.oracle.exact import half_up


@settings(max_examples=250, deadline=None)
@given(cases())
def test_two_independent_programs_agree_to_the_cent(case: Case) -> None:
    lines = price_licenses(*case).lines

    assert [(line.code, line.starts_on, line.ends_on, line.days, line.net) for line in lines] == oracle.priced(*case)


@settings(max_examples=80, deadline=None)
@given(cases(), st.sampled_from([Decimal(15), Decimal("15.5"), Decimal(21)]), st.booleans())
def test_every_cent_has_a_trace_and_the_document_is_the_sum_of_its_lines(case: Case, percent: Decimal, inclusive: bool) -> None:
    """Invariants 4 and 13."""
    lines = with_vat(price_licenses(*case).lines, percent, inclusive=inclusive)

    for line in lines:
        found = trace(line)
        assert found.vat == line.vat
        assert found.amount == (line.total if inclusive else line.net)
        if not line.before:
            assert found.amount == half_up(found.exact)
        if not inclusive:
            assert line.vat == vat_on(line.net, percent)
    sums = totals(lines)
    assert sums.total == sums.net + sums.vat == sum(line.total for line in lines)


@settings(max_examples=80, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_are_read_never_matters(case: Case, shuffle: object) -> None:
    licenses = list(case.licenses)
    shuffle.shuffle(licenses)  # type: ignore[attr-defined]

    again = price_licenses(case.month, licenses, case.memberships, list(reversed(case.discounts)), case.policy)

    assert [(line.code, line.starts_on, line.net) for line in again.lines] == [
        (line.code, line.starts_on, line.net) for line in price_licenses(*case).lines
    ]
