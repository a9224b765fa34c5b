"""Limits of a booking, times on the wall, and days that repeat."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.booking_limits import Breach, Limits, breaches, down_to_grid, up_to_grid
from app.rules.repeats import daily, monthly, weekly
from app.rules.wall_times import Skipped, comes_twice, day_bounds, instant_at

NOW = dt.datetime(2026, 6, 12, 7, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def broken(start: dt.datetime, length: dt.timedelta = HOUR, **limits: object) -> set[Breach]:
    return set(breaches(Limits(**limits), start, start + length, NOW, "UTC"))  # type: ignore[arg-type]


def test_limits_at_their_edges():
    ahead = NOW + dt.timedelta(days=90)
    assert broken(ahead) == set()
    assert broken(ahead + dt.timedelta(minutes=15)) == {Breach.TOO_FAR_AHEAD}
    assert broken(NOW, dt.timedelta(days=800)) == {Breach.BEYOND_HORIZON, Breach.TOO_LONG}
    assert broken(NOW - dt.timedelta(minutes=15)) == {Breach.PAST}
    assert broken(NOW, lead=HOUR) == {Breach.TOO_SOON}
    assert broken(NOW + HOUR, dt.timedelta(minutes=15)) == {Breach.TOO_SHORT}
    assert broken(NOW + dt.timedelta(seconds=1)) == {Breach.OFF_GRID}
    assert broken(NOW, dt.timedelta(0)) == {Breach.NO_LENGTH}


def test_imports_are_rounded_up():
    assert [up_to_grid(NOW + dt.timedelta(**step), "UTC", 15) - NOW for step in ({}, {"seconds": 1}, {"minutes": 15}, {"minutes": 16})] == [
        dt.timedelta(minutes=minutes) for minutes in (0, 15, 15, 30)
    ]


def test_the_grid_is_that_of_the_clock_on_the_wall():
    kolkata, kathmandu = "Asia/Kolkata", "Asia/Kathmandu"
    nine = instant_at(dt.datetime(2026, 6, 15, 9), kolkata)
    assert set(breaches(Limits(grid=60), nine, nine + HOUR, NOW, kolkata)) == set()
    assert set(breaches(Limits(grid=60), nine + HOUR / 2, nine + 2 * HOUR, NOW, kolkata)) == {Breach.OFF_GRID}
    at = instant_at(dt.datetime(2026, 6, 15, 9, 20), kathmandu)
    assert [each(at, kathmandu, 30) for each in (down_to_grid, up_to_grid)] == [
        instant_at(dt.datetime(2026, 6, 15, 9, minute), kathmandu) for minute in (0, 30)
    ]


def test_lord_howe_moves_by_half_an_hour():
    zone = "Australia/Lord_Howe"
    with pytest.raises(Skipped):
        instant_at(dt.datetime(2026, 10, 4, 2, 15), zone)
    assert comes_twice(dt.datetime(2026, 4, 5, 1, 45), zone)
    first, second = (instant_at(dt.datetime(2026, 4, 5, 1, 45), zone, second=each) for each in (False, True))
    assert second - first == dt.timedelta(minutes=30)
    begin, end = day_bounds(dt.date(2026, 4, 5), zone)
    assert end - begin == dt.timedelta(hours=24, minutes=30)


def test_a_midnight_that_the_clock_skips():
    begin, end = day_bounds(dt.date(2018, 11, 4), "America/Sao_Paulo")
    assert end - begin == dt.timedelta(hours=23)
    with pytest.raises(Skipped):
        instant_at(dt.datetime(2018, 11, 4, 0, 0), "America/Sao_Paulo")


def test_days_that_repeat():
    first, last = dt.date(2026, 6, 17), dt.date(2026, 7, 10)
    assert [day.day for day in daily(first, last, 10)] == [17, 27, 7]
    assert [day.day for day in weekly(first, last, 2, {0, 2})] == [17, 29, 1]
    assert [day.day for day in weekly(first, last, 1, ())] == [17, 24, 1, 8]
    assert [(day.month, day.day) for day in monthly(dt.date(2026, 1, 31), dt.date(2026, 5, 31), 1)] == [
        (1, 31),
        (2, 28),
        (3, 31),
        (4, 30),
        (5, 31),
    ]
