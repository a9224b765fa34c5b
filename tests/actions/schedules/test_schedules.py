"""What staff may do to a schedule, and what a migration leaves alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.roles import FINANCE
from app.actions.schedules.begin_due import begin_due_slots
from app.actions.schedules.change import change_schedule
from app.actions.schedules.ensure import ScheduleDefault, ensure_schedules
from app.actions.schedules.finish_slot import finish_slot
from app.actions.schedules.pause import pause_schedule
from app.actions.schedules.resume import resume_schedule
from app.actions.schedules.run_now import run_schedule_now
from app.core.errors import Forbidden, Refused
from app.models import AuditEvent, OutboxMessage, Schedule, ScheduleSlot
from app.models.schedule import Frequency
from tests.make import Make

NOON = dt.datetime(2026, 3, 28, 12, 0, tzinfo=dt.UTC)
DEFAULTS = [ScheduleDefault("sweep", Frequency.DAILY, zone="Europe/Amsterdam")]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def schedule(session: Session) -> Schedule:
    return ensure_schedules(DEFAULTS, by=SYSTEM)[0]


def test_missing_rows_are_made_and_changed_ones_stay(session: Session, schedule: Schedule, admin: Actor) -> None:
    assert schedule.next_due_at == dt.datetime(2026, 3, 28, 23, 0, tzinfo=dt.UTC)
    change_schedule(schedule.id, frequency=Frequency.HOURLY, zone="UTC", by=admin)
    assert ensure_schedules(DEFAULTS, by=SYSTEM) == []
    assert schedule.frequency is Frequency.HOURLY


def test_a_change_moves_the_next_slot_and_is_told(session: Session, schedule: Schedule, admin: Actor) -> None:
    change_schedule(schedule.id, frequency=Frequency.CRON, cron=" 30  2 * * * ", zone="Europe/Amsterdam", by=admin)
    assert schedule.cron == "30 2 * * *"
    assert schedule.next_due_at == dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC)  # 02:30 does not exist that night: at the change
    told = session.scalars(select(AuditEvent).where(AuditEvent.verb == "change")).one()
    assert told.changes["frequency"] == ["daily", "cron"]


@pytest.mark.parametrize(
    ("cron", "zone", "field"),
    [("every day", "UTC", "cron"), ("0 0 30 2 *", "UTC", "cron"), ("", "UTC", "cron"), ("0 0 * * *", "Europe/Atlantis", "zone")],
)
def test_what_a_change_refuses(schedule: Schedule, admin: Actor, cron: str, zone: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        change_schedule(schedule.id, frequency=Frequency.CRON, cron=cron, zone=zone, by=admin)
    assert refusal.value.field == field


def test_a_paused_task_rests_and_a_resumed_one_makes_nothing_up(schedule: Schedule, admin: Actor) -> None:
    pause_schedule(schedule.id, by=admin)
    with pytest.raises(Refused, match="already paused"):
        pause_schedule(schedule.id, by=admin)
    with time_machine.travel(NOON + dt.timedelta(days=3), tick=False):
        assert begin_due_slots(["sweep"], by=SYSTEM) == []
        resume_schedule(schedule.id, by=admin)
        assert begin_due_slots(["sweep"], by=SYSTEM) == []
        assert schedule.next_due_at == dt.datetime(2026, 3, 31, 22, 0, tzinfo=dt.UTC)
        with pytest.raises(Refused, match="not paused"):
            resume_schedule(schedule.id, by=admin)


def test_run_now_is_a_slot_of_its_own(session: Session, schedule: Schedule, admin: Actor) -> None:
    due = schedule.next_due_at
    slot_id = run_schedule_now(schedule.id, by=admin)
    assert session.scalars(select(OutboxMessage)).one().payload == {"slot_id": slot_id, "task": "sweep"}
    with pytest.raises(Refused, match="already runs"):
        run_schedule_now(schedule.id, by=admin)
    session.refresh(schedule)
    assert schedule.next_due_at == due
    assert session.scalars(select(AuditEvent).where(AuditEvent.verb == "run")).one().actor == admin.name


def test_a_finished_slot_shows_on_its_schedule(session: Session, schedule: Schedule, admin: Actor) -> None:
    slot_id = run_schedule_now(schedule.id, by=admin)
    finish_slot(slot_id, "3 tokens renewed. " * 60, by=SYSTEM)
    slot = session.get_one(ScheduleSlot, slot_id)
    session.refresh(slot)
    assert slot.finished_at == schedule.last_finished_at == NOON
    assert slot.result == schedule.last_result == ("3 tokens renewed. " * 60)[:500]


def test_who_may_not(schedule: Schedule, make: Make) -> None:
    finance = make.actor(FINANCE)
    for forbidden in (
        lambda: change_schedule(schedule.id, frequency=Frequency.HOURLY, zone="UTC", by=finance),
        lambda: pause_schedule(schedule.id, by=finance),
        lambda: resume_schedule(schedule.id, by=finance),
        lambda: run_schedule_now(schedule.id, by=finance),
    ):
        with pytest.raises(Forbidden):
            forbidden()
