"""A verb on many rows, some seconds at a time, so that the others in the queue come between."""

from __future__ import annotations

from app.actions.batches.carry_on import carry_on as carried_on
from app.actions.batches.carry_on import go_on
from jobs import job

SECONDS = 2


@job(queue="low", timeout=300)
def carry_on(batch_id: int) -> None:
    """Safe to run twice: each row is done once, by whoever has it locked."""
    if carried_on(batch_id, seconds=SECONDS):
        go_on(batch_id)
