"""Three schedulers tick through a thousand minutes at once, one is killed in the middle, the clocks change: every slot begins once."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile
from typing import Any

from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from app import create_app
from app.access.actor import SYSTEM
from app.actions.schedules.begin_due import begin_due_slots
from app.actions.schedules.ensure import ScheduleDefault, ensure_schedules
from app.core import clock
from app.core.entity import db
from app.models import OutboxMessage, Schedule, ScheduleSlot
from app.models.outbox import OutboxState
from app.models.schedule import Frequency, Outcome
from app.rules.slots import expression, slots_after
from benchmarks.forked import forked
from config import Settings

NAME = "tick"
TARGETS = {"slots_lost": "= 0", "slots_doubled": "= 0", "slots_uncalled_for": "= 0", "killed": "= 1"}
SCHEDULERS = 3
MINUTE = dt.timedelta(minutes=1)
CHANGE = dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC)  # Amsterdam's clocks go back from 03:00 to 02:00
PLACE = "Europe/Amsterdam"
TASKS = (
    ScheduleDefault("each_minute", Frequency.EVERY_MINUTE),
    ScheduleDefault("each_hour", Frequency.HOURLY, zone=PLACE),
    ScheduleDefault("at_half_past_two", Frequency.CRON, "30 2 * * *", PLACE),
)


def measure(settings: Settings, long: bool) -> dict[str, Any]:
    """1,000 virtual minutes, 10,000 with `long`, half of them before the change."""
    return ticked(settings, minutes=10_000 if long else 1_000)


def holds(figures: dict[str, Any]) -> bool:
    return all(figures[name] == int(target.removeprefix("= ")) for name, target in TARGETS.items())


def ticked(settings: Settings, *, minutes: int) -> dict[str, Any]:
    """The clock of the third scheduler is a minute behind every seventh minute; whoever is second finds nothing left."""
    begins = CHANGE - minutes // 2 * MINUTE
    with clock.lived_at(begins):
        if forked_tick(settings, None):  # a process of its own: this one has no application yet
            raise RuntimeError("the schedules were not made")
    app = create_app(settings, web=False)
    began, deaths = time.monotonic(), 0
    with ThreadPoolExecutor(SCHEDULERS) as schedulers:
        for number in range(1, minutes + 1):
            at = begins + number * MINUTE
            if number == minutes // 2 + 1:
                db_gone(app)
                deaths += forked_tick(settings, at) == -signal.SIGKILL
            instants = [at, at + dt.timedelta(seconds=1), at - MINUTE if number % 7 == 0 else at + dt.timedelta(seconds=2)]
            list(schedulers.map(lambda instant: tick(app, instant), instants))
            with app.app_context():
                db.session.execute(update(OutboxMessage).where(OutboxMessage.state == OutboxState.DUE).values(state=OutboxState.DONE))
                db.session.commit()
    return judged(app, begins, begins + minutes * MINUTE) | {
        "minutes": minutes,
        "killed": deaths,
        "ms_a_minute": round((time.monotonic() - began) * 1000 / minutes, 1),
    }


def tick(app: Flask, instant: dt.datetime) -> None:
    with app.app_context(), clock.lived_at(instant):
        begin_due_slots([task.task for task in TASKS], by=SYSTEM)


def forked_tick(settings: Settings, instant: dt.datetime | None) -> int:
    """How a process of its own ended: without an instant it makes the schedules, with one it is killed after it has claimed and before it has committed."""
    pid = forked(lambda: _alone(settings, instant))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _alone(settings: Settings, instant: dt.datetime | None) -> int:
    with create_app(settings, web=False).app_context():
        if instant is None:
            ensure_schedules(TASKS, by=SYSTEM)
            return 0
        event.listen(Session, "before_commit", lambda _session: os.kill(os.getpid(), signal.SIGKILL))
        with clock.lived_at(instant):
            begin_due_slots([task.task for task in TASKS], by=SYSTEM)
    return 1


def db_gone(app: Flask) -> None:
    """No connection is shared with the child."""
    with app.app_context():
        db.engine.dispose()


def judged(app: Flask, begins: dt.datetime, ends: dt.datetime) -> dict[str, Any]:
    """What began beside what the rules say was due, and what was told to the outbox beside both."""
    lost = doubled = extra = slots = 0
    with app.app_context():
        for row in db.session.scalars(select(Schedule).where(Schedule.task.in_([task.task for task in TASKS]))):
            due = set(takewhile(lambda slot: slot <= ends, slots_after(expression(row.frequency, row.cron), row.zone, begins)))
            told = Counter(db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.payload["task"].astext == row.task)))
            began = Counter(
                db.session.scalars(
                    select(ScheduleSlot.slot).where(ScheduleSlot.schedule_id == row.id, ScheduleSlot.outcome == Outcome.OPEN)
                )
            )
            lost += len(due - began.keys()) + max(0, len(due) - len(told))
            extra += len(began.keys() - due) + max(0, len(told) - len(due))
            doubled += sum(number - 1 for number in (began + told).values())
            slots += len(due)
    return {"slots": slots, "slots_lost": lost, "slots_doubled": doubled, "slots_uncalled_for": extra}
