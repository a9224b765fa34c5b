"""Short versions of the drills that judge what they did not arrange: a drawn month and a recorded history."""

from __future__ import annotations

import pytest

from benchmarks.drills import business_month, history, holds

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def test_two_seeds_of_a_business_month(settings):
    figures = business_month.simulated(settings, seeds=(1, 2), steps=20)
    assert holds(figures, business_month.TARGETS), figures


def test_one_order_explains_what_processes_began_and_heard(settings):
    figures = history.recorded(settings, runs=1, operations=150)
    assert holds(figures, history.TARGETS), figures


def test_a_history_that_is_cut_off_by_time_does_not_hold(settings, monkeypatch):
    monkeypatch.setattr(history, "LONGEST", 2.0)
    figures = history.recorded(settings, runs=1, operations=10_000)
    assert 0 < figures["operations_missing"] < 10_000
    assert not holds(figures, history.TARGETS)
