"""How long a commitment runs (P13)."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.commitment import commitment_term, months_later
from tests.rules.terms_of import license


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-28", 1, "2026-02-28"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2028-01-29", 1, "2028-02-29"),
        ("2026-01-31", 3, "2026-04-30"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-06-12", 0, "2026-06-12"),
        ("2026-06-12", 24, "2028-06-12"),
    ],
)
def test_the_same_day_of_a_later_month(day: str, months: int, later: str) -> None:
    assert months_later(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(later)


def test_first_and_last_day() -> None:
    start, other = dt.date(2026, 1, 31), dt.date(2026, 3, 1)

    assert commitment_term(license(1, start, commitment_months=1)) == (start, dt.date(2026, 2, 27))
    assert commitment_term(license(1, start, commitment_months=12, commitment_start=other)) == (other, dt.date(2027, 2, 28))
    assert commitment_term(license(1, start)) is None
    assert commitment_term(license(1, start, commitment_months=-1)) is None


def test_a_commitment_ends_after_a_hundred_years_at_most() -> None:
    start = dt.date(2026, 1, 31)
    for months in (1200, 1201, 10**6):
        assert commitment_term(license(1, start, commitment_months=months)) == (start, dt.date(2126, 1, 30))
