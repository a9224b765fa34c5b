"""Short versions of the drills that kill, freeze and pause, and of the one that floods with notices."""

from __future__ import annotations

import pytest

from benchmarks.drills import (
    freeze_workers,
    holds,
    itn_flood,
    kill_booking,
    kill_charge,
    kill_web,
    outages,
    pauses,
)

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def kept(figures, targets, *without):
    """`without` the targets that say how much the drill itself has to do."""
    assert holds(figures, {name: target for name, target in targets.items() if name not in without}), figures


def test_a_run_whose_web_and_workers_are_killed_and_stand_still(settings):
    accidents = (*kill_web.ACCIDENTS, *pauses.ACCIDENTS, *freeze_workers.ACCIDENTS, outages.worker, outages.flush)
    figures = outages.played(settings, accidents, invoices=6)
    kept(figures, outages.TARGETS)
    assert figures["accidents"] == len(accidents)


def test_booking_and_debiting_killed_at_some_of_its_statements(settings):
    figures = kill_booking.killed(settings, every=12)
    kept(figures, kill_booking.TARGETS, "kills")
    assert figures["kills"] >= 8


def test_a_charge_killed_at_some_of_its_points(settings):
    figures = kill_charge.killed(settings, every=8)
    kept(figures, kill_charge.TARGETS, "kills")
    assert figures["kills"] >= 4


def test_forged_notices_count_for_nothing_and_true_ones_once(settings):
    figures = itn_flood.flooded(settings, 60, 4)
    kept(figures, itn_flood.TARGETS, "p99_ms")
    assert (figures["payments"], figures["true_posts"]) == (4, 20)
