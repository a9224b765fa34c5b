"""A lead came in: it becomes an opportunity by itself, where the operator wants that (C1)."""

from __future__ import annotations

from app.actions.opportunities.open_by_itself import open_by_itself
from jobs import job


@job(queue="low")
def open_for_lead(lead_id: int) -> None:
    """Safe to run twice, and to come after a person who was faster."""
    open_by_itself(lead_id)
