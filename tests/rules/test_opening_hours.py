"""Opening hours as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.opening_hours import opening_hours

MONDAY = dt.datetime(2026, 6, 15)


def covers(text: str, start: tuple[int, int], end: tuple[int, int], *, holiday: bool = False, days: int = 0) -> bool:
    """From Monday at `start` until `days` later at `end`."""
    begins = MONDAY.replace(hour=start[0], minute=start[1])
    ends = MONDAY.replace(hour=end[0], minute=end[1]) + dt.timedelta(days=days)
    return opening_hours(text).cover(begins, ends, lambda day: holiday)


@pytest.mark.parametrize(
    "text", ["mon-fri 07:00-20:00; sat 08:00-14:00", "Monday to Friday 7-20\nSat 8.00 – 14.00", "mo-fr 07:00 to 20:00"]
)
def test_people_write_it_in_many_ways(text):
    assert covers(text, (7, 0), (20, 0))
    assert not covers(text, (6, 45), (8, 0))
    assert not covers(text, (19, 0), (20, 15))
    assert not covers(text, (10, 0), (11, 0), days=6)


def test_nothing_written_is_always_and_what_is_not_named_is_closed():
    assert covers("", (0, 0), (0, 0), days=3)
    assert covers(" 24/7 ", (0, 0), (0, 0), days=3)
    assert not covers("tue 8-9", (8, 0), (9, 0))


def test_two_windows_with_a_break_and_days_that_meet_at_midnight():
    assert covers("mon 8-12, 13-17", (13, 0), (17, 0))
    assert not covers("mon 8-12, 13-17", (11, 0), (14, 0))
    assert covers("mon-sun 00:00-24:00", (22, 0), (2, 0), days=1)
    assert covers("fri-mon 8-18", (8, 0), (18, 0))
    assert not covers("sat-sun 8-18", (8, 0), (18, 0))


def test_holidays_count_when_they_are_named():
    assert covers("mon-fri 8-18", (9, 0), (10, 0), holiday=True)
    assert not covers("mon-fri 8-18; holidays closed", (9, 0), (10, 0), holiday=True)
    assert covers("mon-fri 8-18; holidays 9-12", (9, 0), (10, 0), holiday=True)
    assert not covers("mon-fri 8-18; ph 9-12", (11, 0), (13, 0), holiday=True)


@pytest.mark.parametrize(
    "text", ["always", "mon-fri", "mon 25:00-26:00", "mon 9-8", "mon 9:75-10", "foo 8-9", "mon-tue-wed 8-9", "holidays-mon 8-9", "8-9"]
)
def test_what_is_not_understood_is_quoted(text):
    with pytest.raises(ValueError, match=text.replace("(", r"\(")):
        opening_hours(f"mon 8-9; {text}")
