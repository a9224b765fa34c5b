"""Write down that one slot of a task began to run, and how it went."""

from __future__ import annotations

from sqlalchemy import update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.models import Schedule, ScheduleSlot
from app.models.schedule import Outcome
from app.work import transaction

LONGEST = 500  # characters of a result


def start_slot(slot_id: int, *, by: Actor) -> None:
    """A second try begins anew."""
    with transaction(by=by) as work:
        require(by, Permission.SCHEDULE_WRITE)
        work.session.execute(
            update(ScheduleSlot).where(ScheduleSlot.id == slot_id).values(began_at=now()).execution_options(synchronize_session=False)
        )


def finish_slot(slot_id: int, result: str, *, outcome: Outcome = Outcome.DONE, by: Actor) -> Schedule:
    """The schedule, with the result of this slot as its last one."""
    with transaction(by=by) as work:
        require(by, Permission.SCHEDULE_WRITE)
        schedule_id = work.get(ScheduleSlot, slot_id).schedule_id
        kept, finished = result[:LONGEST], now()
        for statement in (
            update(ScheduleSlot).where(ScheduleSlot.id == slot_id).values(result=kept, outcome=outcome, finished_at=finished),
            update(Schedule).where(Schedule.id == schedule_id).values(last_result=kept, last_outcome=outcome, last_finished_at=finished),
        ):
            work.session.execute(statement.execution_options(synchronize_session=False))  # no audit line for each minute
        schedule = work.get(Schedule, schedule_id)
        work.session.refresh(schedule)
    return schedule
