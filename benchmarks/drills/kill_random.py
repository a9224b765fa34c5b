"""Everything that can be killed is, by chance, in the middle of one run: workers, pool, web, Valkey, PostgreSQL, Foyer itself."""

from __future__ import annotations

from typing import Any

from benchmarks.drills import outages
from config import Settings

NAME = "kill-random"
TARGETS = outages.TARGETS
SHORT = (outages.worker, outages.web, outages.flush, outages.postgres)
LONG = (*SHORT * 2, outages.pool, outages.freeze, outages.valkey, outages.pause, outages.everything, outages.worker)


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return outages.played(settings, LONG if long else SHORT, invoices=100 if long else 15)
