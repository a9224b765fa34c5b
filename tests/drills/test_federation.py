"""Short version of the drill of other networks."""

from __future__ import annotations

import pytest

from benchmarks.drills import federation, holds

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def test_no_request_is_answered_that_is_not_true(settings):
    figures = federation.told(settings, 230)
    assert holds(figures, federation.TARGETS), figures
