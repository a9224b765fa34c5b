"""Begin one slot of a task: claimed by its row, told to the outbox, and never begun twice (T2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.core.events import Event
from app.models import OutboxMessage, Schedule, ScheduleSlot
from app.models.outbox import OutboxState
from app.models.schedule import Outcome
from app.work import Work

OPEN = (OutboxState.DUE, OutboxState.QUEUED, OutboxState.RUNNING)


@dataclass(frozen=True)
class SlotDue(Event):
    slot_id: int
    task: str


def begin_slot(work: Work, schedule: Schedule, slot: dt.datetime) -> int | None:
    """The id of the slot, in the caller's transaction, which holds the schedule's lock; None when this slot was begun before.

    One that finds the one before it still waiting or running is written down as skipped, so that slots never pile up.
    """
    skipped = _("Skipped: the one before was not finished.") if is_open(work, schedule) else ""
    row = {
        "schedule_id": schedule.id,
        "slot": slot,
        "result": skipped,
        "outcome": Outcome.SKIPPED if skipped else Outcome.OPEN,
        "finished_at": slot if skipped else None,
    }
    begun = insert(ScheduleSlot).values(row).on_conflict_do_nothing().returning(ScheduleSlot.id)
    slot_id = work.session.scalar(begun)
    if slot_id is None or skipped:
        return None
    work.emit(SlotDue(slot_id, schedule.task), key=f"{schedule.task}:{slot.isoformat()}")
    return slot_id


def is_open(work: Work, schedule: Schedule) -> bool:
    """A slot of this task waits or runs."""
    waiting = select(OutboxMessage.id).where(
        OutboxMessage.event == SlotDue.__name__, OutboxMessage.state.in_(OPEN), OutboxMessage.payload["task"].astext == schedule.task
    )
    return work.session.scalar(waiting.limit(1)) is not None
