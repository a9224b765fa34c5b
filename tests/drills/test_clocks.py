"""Short version of the drill of clocks. That of a fleet starts a dozen processes and is for the command alone; what it needs is asked here."""

from __future__ import annotations

import pytest

from app.cli.say import CannotStart
from benchmarks.drills import clock_jumps, holds
from benchmarks.drills.rolling_restart import play as restart

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def test_a_clock_that_jumps_moves_no_money_twice(settings):
    figures = clock_jumps.jumped(settings, rounds=1, invoices=1, between=1.0)
    assert holds(figures, clock_jumps.TARGETS), figures


def test_what_is_promised_of_haproxy_is_not_shown_without_it(settings, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotStart, match="HAProxy"):
        restart(settings, long=True)
