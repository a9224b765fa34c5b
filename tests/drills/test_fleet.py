"""Short versions of the drills of several webs and pools, and of clocks."""

from __future__ import annotations

import pytest

from benchmarks.drills import clock_jumps, holds, rolling_restart

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def test_a_fleet_is_restarted_while_people_book(settings):
    figures = rolling_restart.rolled(settings, rounds=1, size=2)
    assert holds(figures, rolling_restart.TARGETS), figures


def test_a_clock_that_jumps_moves_no_money_twice(settings):
    figures = clock_jumps.jumped(settings, rounds=1, invoices=1, between=1.0)
    assert holds(figures, clock_jumps.TARGETS), figures
