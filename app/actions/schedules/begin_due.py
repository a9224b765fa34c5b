"""Begin the slots whose time has come; of those missed while nobody was there, only the latest (T2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import islice, takewhile

import structlog
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.schedules.begin_slot import begin_slot
from app.core.clock import now
from app.models import Schedule, ScheduleSlot
from app.models.schedule import Outcome
from app.rules.slots import expression, latest_slot, slot_after, slots_after
from app.work import Work, transaction

log = structlog.get_logger("schedules")

KEPT = 100  # missed slots that are written down one by one
MOMENT = dt.timedelta(seconds=1)


def begin_due_slots(tasks: Collection[str], *, by: Actor) -> list[int]:
    """The ids of the slots that begin now. Any number of ticks may do this at once: a row that one holds the others skip."""
    with transaction(by=by) as work:
        require(by, Permission.SCHEDULE_WRITE)
        instant = now()
        due = (
            select(Schedule)
            .where(Schedule.enabled, Schedule.task.in_(tasks), Schedule.next_due_at <= instant)
            .order_by(Schedule.id)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        begun = [_begin_latest(work, schedule, instant) for schedule in work.session.scalars(due).all()]
    return [slot_id for slot_id in begun if slot_id is not None]


def _begin_latest(work: Work, schedule: Schedule, instant: dt.datetime) -> int | None:
    cron, zone = expression(schedule.frequency, schedule.cron), schedule.zone
    assert schedule.next_due_at is not None
    start = schedule.next_due_at - MOMENT
    latest = latest_slot(cron, zone, start, instant) or schedule.next_due_at
    _write_missed(work, schedule, list(islice(takewhile(lambda slot: slot < latest, slots_after(cron, zone, start)), KEPT)), latest)
    # Not through the row object: its every change would be a line in the audit, each minute.
    work.session.execute(
        update(Schedule)
        .where(Schedule.id == schedule.id)
        .values(last_slot=latest, next_due_at=slot_after(cron, zone, instant))
        .execution_options(synchronize_session=False)
    )
    return begin_slot(work, schedule, latest)


def _write_missed(work: Work, schedule: Schedule, missed: list[dt.datetime], latest: dt.datetime) -> None:
    if not missed:
        return
    log.warning("slots missed", task=schedule.task, slots=len(missed), at_least=len(missed) == KEPT, since=str(missed[0]), runs=str(latest))
    rows = [
        {
            "schedule_id": schedule.id,
            "slot": slot,
            "result": _("Missed: nobody was there."),
            "outcome": Outcome.MISSED,
            "finished_at": latest,
        }
        for slot in missed
    ]
    work.session.execute(insert(ScheduleSlot).on_conflict_do_nothing(), rows)
