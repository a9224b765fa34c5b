"""The closing time of a day, by the wall of its place."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.closing_time import closes_at
from app.rules.opening_hours import opening_hours


@pytest.mark.parametrize(
    ("hours", "wall", "expected"),
    [
        ("mon-fri 07:00-18:00", "2026-06-01T09:00", "2026-06-01T18:00"),
        ("mon-fri 07:00-12:00, 14:00-18:00", "2026-06-01T09:00", "2026-06-01T18:00"),
        ("mon-fri 07:00-18:00", "2026-06-01T18:00", "2026-06-02T00:00"),
        ("mon-fri 07:00-18:00", "2026-06-06T09:00", "2026-06-07T00:00"),
        ("mon-fri 07:00-18:00; holidays 08:00-12:00", "2026-06-16T09:00", "2026-06-16T12:00"),
        ("24/7", "2026-06-01T09:00", "2026-06-02T00:00"),
        ("", "2026-12-31T23:59", "2027-01-01T00:00"),
    ],
)
def test_the_end_of_the_day(hours, wall, expected):
    at = dt.datetime.fromisoformat(f"{wall}+02:00")
    assert closes_at(at, opening_hours(hours), "Africa/Johannesburg", lambda day: day == dt.date(2026, 6, 16)) == dt.datetime.fromisoformat(
        f"{expected}+02:00"
    )


def test_on_the_day_that_the_clocks_change():
    at = dt.datetime(2026, 3, 29, 6, tzinfo=dt.UTC)
    assert closes_at(at, opening_hours("sun 07:00-18:00"), "Europe/Amsterdam", lambda day: False) == dt.datetime(
        2026, 3, 29, 16, tzinfo=dt.UTC
    )
