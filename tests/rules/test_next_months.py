"""Why one month brings another sum than the one before."""

from __future__ import annotations

from app.rules.next_months import Change, moved


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
