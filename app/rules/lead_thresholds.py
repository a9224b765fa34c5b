"""What the rescued say about the threshold of the quarantine (S9)."""

from __future__ import annotations

from collections.abc import Sequence

from app.rules.lead_verdict import DROP_FROM, QUARANTINE_FROM

# Fewer rescued ones say nothing: one odd customer must not open the gate.
LEAST_RESCUED = 10


def suggested_threshold(rescued_points: Sequence[int]) -> int | None:
    """The points from which to quarantine, so that half of the rescued had come in by themselves; None: leave it.

    Only enquiries that a person rescued are counted, by the points they had. Never above the points that drop.
    """
    scored = sorted(points for points in rescued_points if points >= QUARANTINE_FROM)
    if len(scored) < LEAST_RESCUED:
        return None
    suggestion = min(scored[(len(scored) - 1) // 2] + 1, DROP_FROM)
    return suggestion if suggestion > QUARANTINE_FROM else None
