"""Why one month brings another sum than the one before."""

from __future__ import annotations

import datetime as dt

from app.core.month import Month
from app.rules.next_months import Change, last_whole, moved


def test_what_begins_ends_and_moves_adds_up_to_the_difference() -> None:
    before = {("license", 1): 100_000, ("license", 2): 60_000, ("recurring", 2): 5_000}
    after = {("license", 1): 108_000, ("license", 3): 30_000, ("recurring", 2): 5_000}
    found = moved(before, after)
    assert [(each.key, each.change, each.cents) for each in found] == [
        (("license", 1), Change.OTHER, 8_000),
        (("license", 2), Change.ENDS, -60_000),
        (("license", 3), Change.STARTS, 30_000),
    ]
    assert sum(each.cents for each in found) == sum(after.values()) - sum(before.values())


def test_what_ends_is_told_by_its_last_whole_month() -> None:
    june, july, august = Month(2026, 6), Month(2026, 7), Month(2026, 8)
    cents = {june: 90_000, july: 100_000, august: 48_387}
    begins = dt.date(2026, 1, 1)
    assert last_whole(cents, begins, dt.date(2026, 8, 15)) == 100_000
    assert last_whole(cents, begins, august.last) == 48_387
    assert last_whole(cents, dt.date(2026, 6, 4), dt.date(2026, 7, 30)) == 100_000, "no month whole: the most of a part"
    assert last_whole({june: 90_000, july: 40_000}, dt.date(2026, 6, 1), dt.date(2026, 7, 30)) == 90_000
    assert last_whole({}, begins, None) == 0
