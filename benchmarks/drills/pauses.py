"""Pause and resume of a run at work."""

from __future__ import annotations

from typing import Any

from benchmarks.drills import outages
from config import Settings

NAME = "pauses"
TARGETS = outages.TARGETS
ACCIDENTS = (outages.pause,)


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return outages.played(settings, ACCIDENTS * (4 if long else 1), invoices=100 if long else 20)
