"""Short versions of the drills of cards."""

from __future__ import annotations

import pytest

from benchmarks.drills import double_charge, holds

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def test_two_hands_charge_the_same_invoices_at_once(settings):
    figures = double_charge.raced(settings, invoices=4)
    assert holds(figures, double_charge.TARGETS), figures
    assert figures["clicks"] == 16
