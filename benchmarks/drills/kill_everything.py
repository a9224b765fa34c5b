"""kill -9 of the whole Foyer in the middle of a run, and a new start."""

from __future__ import annotations

from typing import Any

from benchmarks.drills import outages
from config import Settings

NAME = "kill-everything"
TARGETS = outages.TARGETS
ACCIDENTS = (outages.everything,)


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return outages.played(settings, ACCIDENTS * (4 if long else 1), invoices=100 if long else 20)
