"""Workers that stand still until their lease is over and then go on, in the middle of a run."""

from __future__ import annotations

from typing import Any

from benchmarks.drills import outages
from config import Settings

NAME = "freeze-workers"
TARGETS = outages.TARGETS
ACCIDENTS = (outages.freeze,)


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return outages.played(settings, ACCIDENTS * (4 if long else 1), invoices=100 if long else 20)
