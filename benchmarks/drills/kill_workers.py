"""kill -9 of workers and of the pool that forks them, in the middle of a run (R1)."""

from __future__ import annotations

from typing import Any

from benchmarks.drills import kill_faults, outages
from config import Settings

NAME = "kill-workers"
TARGETS = outages.TARGETS | {"planted_found": "= 1"}
SHORT = (outages.worker, outages.worker, outages.pool)
LONG = (outages.worker,) * 180 + (outages.pool,) * 20


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """200 kills in runs of 500 invoices with `long`. The planted fault charges again what a dead worker had charged."""
    return outages.played(settings, LONG if long else SHORT, invoices=500 if long else 20, fault=kill_faults.charges_again())
