"""Short version of the drill of clocks. That of a fleet starts a dozen processes and is for the command alone."""

from __future__ import annotations

import pytest

from benchmarks.drills import clock_jumps, holds

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def test_a_clock_that_jumps_moves_no_money_twice(settings):
    figures = clock_jumps.jumped(settings, rounds=1, invoices=1, between=1.0)
    assert holds(figures, clock_jumps.TARGETS), figures
