"""The earliest last day under a notice: months run to a month's end, days are counted."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.notice import last_day_under_notice


@pytest.mark.parametrize(
    ("given_on", "months", "days", "earliest"),
    [
        ("2026-11-28", 1, None, "2026-12-31"),
        ("2026-11-01", 1, None, "2026-12-31"),
        ("2026-11-30", 1, None, "2026-12-31"),
        ("2026-12-01", 1, None, "2027-01-31"),
        ("2026-12-31", 2, None, "2027-02-28"),
        ("2027-12-15", 2, None, "2028-02-29"),
        ("2026-11-28", None, 30, "2026-12-28"),
        ("2026-11-28", None, 1, "2026-11-29"),
        ("2026-11-28", 0, None, "2026-11-28"),
        ("2026-11-28", None, None, "2026-11-28"),
    ],
)
def test_worked_examples(given_on, months, days, earliest):
    assert last_day_under_notice(dt.date.fromisoformat(given_on), months=months, days=days) == dt.date.fromisoformat(earliest)
