"""What a payment pays (P1): oldest due first, in part, and nothing is dropped."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.allocation import Allocation, Owed, allocated, chosen

JUNE, JULY = dt.date(2026, 6, 8), dt.date(2026, 7, 8)


def test_the_invoice_that_is_due_longest_is_paid_first_and_the_last_in_part():
    assert allocated(150_00, [Owed(1, JULY, 100_00), Owed(2, JUNE, 100_00)]) == Allocation(((2, 100_00), (1, 50_00)), 0)
    assert allocated(250_00, [Owed(2, JUNE, 100_00), Owed(1, JUNE, 100_00)]) == Allocation(((1, 100_00), (2, 100_00)), 50_00)
    assert allocated(1, []) == Allocation((), 1)
    assert allocated(5, [Owed(1, JUNE, 0)]) == Allocation((), 5)
    with pytest.raises(ValueError):
        allocated(0, [Owed(1, JUNE, 1)])


def test_a_person_says_what_a_payment_pays():
    assert chosen(100, {2: 60, 1: 0, 3: 40}) == Allocation(((2, 60), (3, 40)), 0)
    assert chosen(100, {2: 99}) == Allocation(((2, 99),), 1)
    for parts in ({1: 101}, {1: 60, 2: 41}, {1: -1}, {1: 50, 2: -1}):
        with pytest.raises(ValueError, match="not below zero"):
            chosen(100, parts)


owing = st.builds(Owed, st.integers(1, 50), st.dates(), st.integers(0, 10**9))


@given(st.integers(1, 10**10), st.lists(owing, max_size=8, unique_by=lambda each: each.invoice_id))
def test_the_parts_and_the_credit_are_the_payment(cents, owed):
    found = allocated(cents, owed)
    due = {each.invoice_id: each for each in owed}

    assert sum(part for _invoice, part in found.parts) + found.credit_cents == cents
    assert all(0 < part <= due[invoice].cents for invoice, part in found.parts)
    assert found.credit_cents == max(0, cents - sum(each.cents for each in owed))
    assert all(part == due[invoice].cents for invoice, part in found.parts[:-1]), "only the last is paid in part"
    dates = [due[invoice].due_on for invoice, _part in found.parts]
    assert dates == sorted(dates)
