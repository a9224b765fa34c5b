"""Everything that can be killed is, by chance, in the middle of a run: workers, pool, web, Valkey, PostgreSQL, Foyer itself (R1)."""

from __future__ import annotations

from typing import Any

from benchmarks.drills import kill_faults, outages
from config import Settings

NAME = "kill-random"
TARGETS = outages.TARGETS | {"planted_found": "= 1"}
SHORT = (outages.worker, outages.web, outages.flush, outages.postgres)
OFTEN = {
    outages.worker: 90, outages.pool: 20, outages.web: 15, outages.flush: 25, outages.valkey: 15,
    outages.postgres: 20, outages.freeze: 5, outages.pause: 5, outages.everything: 5,
}  # fmt: skip
LONG = tuple(accident for accident, times in OFTEN.items() for _each in range(times))


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """200 accidents in runs of 500 invoices with `long`. The planted fault charges again what a dead worker had charged."""
    return outages.played(settings, LONG if long else SHORT, invoices=500 if long else 15, fault=kill_faults.charges_again())
