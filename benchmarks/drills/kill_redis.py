"""kill -9 of Valkey and FLUSHALL in the middle of a run, and a Valkey that stays away while people ask for pages."""

from __future__ import annotations

from typing import Any

from benchmarks.drills import kill_faults, outages
from benchmarks.drills.valkey_away import TARGETS as OF_PAGES
from benchmarks.drills.valkey_away import Away
from config import Settings

NAME = "kill-redis"
TARGETS = outages.TARGETS | OF_PAGES | {"planted_found": "= 1"}
SHORT = (outages.valkey, outages.flush, outages.flush)
LONG = (outages.flush,) * 50 + (outages.valkey,) * 4


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """50 times FLUSHALL in runs of 200 invoices with `long`, and Valkey away for five minutes. The planted fault sends a hint once."""
    away = Away(300.0, each=1) if long else Away(5.0, each=8)
    return outages.played(
        settings, (*(LONG if long else SHORT), away), invoices=200 if long else 20, beside=away, fault=kill_faults.forgets_hints
    )
