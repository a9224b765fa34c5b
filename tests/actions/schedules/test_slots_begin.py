"""Slots begin once, whoever ticks and however late (T2)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.actions.schedules.begin_due import begin_due_slots
from app.actions.schedules.ensure import ScheduleDefault, ensure_schedules
from app.core.clock import now
from app.core.entity import db
from app.models import AuditEvent, OutboxMessage, Schedule, ScheduleSlot
from app.models.outbox import OutboxState
from app.models.schedule import Frequency

TEN = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
Tick = Callable[[dt.datetime], list[int]]


@pytest.fixture
def schedule(session: Session) -> Schedule:
    with time_machine.travel(TEN, tick=False):
        return ensure_schedules([ScheduleDefault("sweep", Frequency.EVERY_MINUTE)], by=SYSTEM)[0]


@pytest.fixture
def tick(session: Session) -> Tick:
    def at(instant: dt.datetime) -> list[int]:
        with time_machine.travel(instant, tick=False):
            return begin_due_slots(["sweep"], by=SYSTEM)

    return at


def slots(session: Session) -> list[tuple[dt.datetime, str]]:
    return [(row.slot, row.result) for row in session.scalars(select(ScheduleSlot).order_by(ScheduleSlot.slot))]


def finish(session: Session) -> None:
    for row in session.scalars(select(OutboxMessage)):
        row.state = OutboxState.DONE
    session.commit()


def test_a_slot_begins_at_its_minute_and_once(session: Session, schedule: Schedule, tick: Tick) -> None:
    assert tick(TEN + MINUTE / 2) == []
    [slot_id] = tick(TEN + MINUTE)
    assert tick(TEN + MINUTE * 1.5) == []
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.job, message.queue, message.payload) == ("jobs.timetable.run_slot", "low", {"slot_id": slot_id, "task": "sweep"})
    session.refresh(schedule)
    assert (schedule.last_slot, schedule.next_due_at) == (TEN + MINUTE, TEN + 2 * MINUTE)


def test_ticks_leave_no_audit(session: Session, schedule: Schedule, tick: Tick) -> None:
    before = len(session.scalars(select(AuditEvent)).all())
    tick(TEN + MINUTE)
    assert len(session.scalars(select(AuditEvent)).all()) == before


def test_after_downtime_the_latest_missed_slot_runs_and_the_others_are_told(session: Session, schedule: Schedule, tick: Tick) -> None:
    assert len(tick(TEN + 4 * MINUTE + MINUTE / 3)) == 1
    assert slots(session) == [
        *((TEN + n * MINUTE, "Missed: nobody was there.") for n in (1, 2, 3)),
        (TEN + 4 * MINUTE, ""),
    ]
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_a_year_of_downtime_is_over_at_once(session: Session, schedule: Schedule, tick: Tick) -> None:
    late = TEN + dt.timedelta(days=365)
    assert len(tick(late)) == 1
    assert max(slots(session))[0] == late
    assert len(slots(session)) == 101


def test_a_slot_that_finds_the_last_one_unfinished_is_skipped(session: Session, schedule: Schedule, tick: Tick) -> None:
    tick(TEN + MINUTE)
    assert tick(TEN + 2 * MINUTE) == []
    assert slots(session)[-1] == (TEN + 2 * MINUTE, "Skipped: the one before was not finished.")
    finish(session)
    assert len(tick(TEN + 3 * MINUTE)) == 1


def test_a_slot_never_runs_twice_even_when_the_clock_goes_back(session: Session, schedule: Schedule, tick: Tick) -> None:
    tick(TEN + MINUTE)
    finish(session)
    schedule.next_due_at = TEN
    session.commit()
    assert tick(TEN + MINUTE) == []
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_tasks_of_another_version_are_left_alone(session: Session, schedule: Schedule) -> None:
    with time_machine.travel(TEN + MINUTE, tick=False):
        assert begin_due_slots(["something else"], by=SYSTEM) == []


def test_many_ticks_at_once_begin_each_slot_once(headless: Flask, session: Session) -> None:
    names = [f"task {n}" for n in range(10)]
    ensure_schedules([ScheduleDefault(name, Frequency.EVERY_MINUTE) for name in names], by=SYSTEM)
    for row in session.scalars(select(Schedule)):
        row.next_due_at = now() - MINUTE
    session.commit()
    barrier, begun = threading.Barrier(4), []

    def tick() -> None:
        with headless.app_context():
            db.session.connection()
            barrier.wait()
            begun.extend(begin_due_slots(names, by=SYSTEM))

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) == len(set(begun)) == 10
    assert len(session.scalars(select(OutboxMessage)).all()) == 10
