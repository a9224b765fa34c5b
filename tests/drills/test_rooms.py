"""Short versions of the drills of rooms: races, kills, and fifty people at one door."""

from __future__ import annotations

import pytest

from benchmarks.drills import cancel_or_settle, holds, one_slot, overlaps

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def test_fifty_people_want_one_slot(settings):
    figures = one_slot.raced(settings, slots=3)
    assert holds(figures, {name: target for name, target in one_slot.TARGETS.items() if not name.endswith("_ms")}), figures
    assert figures["told_taken"] == 147


def test_random_times_never_overlap(settings):
    figures = overlaps.tried(settings, tries=120)
    assert holds(figures, overlaps.TARGETS), figures


def test_what_is_given_back_in_the_second_of_its_debit_ends_once(settings):
    figures = cancel_or_settle.raced(settings, rounds=1)
    assert holds(figures, cancel_or_settle.TARGETS), figures
