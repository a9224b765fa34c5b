"""Schedule: a periodic task, and the slots in which it ran (T1, T2)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record


class Frequency(StrEnum):
    EVERY_MINUTE = "every_minute"
    EVERY_5_MINUTES = "every_5_minutes"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ANNUALLY = "annually"
    CRON = "cron"


class Schedule(Entity):
    """`task` names a row of jobs/timetable.py; slots are computed in `zone`."""

    __tablename__ = "schedule"

    task: Mapped[str] = mapped_column(String(60), unique=True)
    frequency: Mapped[Frequency]
    cron: Mapped[str] = mapped_column(String(100), default="", server_default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    enabled: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    last_slot: Mapped[dt.datetime | None]
    next_due_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    last_result: Mapped[str] = mapped_column(String(500), default="", server_default="")
    last_finished_at: Mapped[dt.datetime | None]

    def __str__(self) -> str:
        return self.task.replace("_", " ")


class ScheduleSlot(Record):
    """One slot of one task: claimed once, whatever the schedulers and clocks do."""

    __tablename__ = "schedule_slot"
    __table_args__ = (Index("one_run_a_slot", "schedule_id", "slot", unique=True),)

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"))
    slot: Mapped[dt.datetime]
    result: Mapped[str] = mapped_column(String(500), default="", server_default="")
    finished_at: Mapped[dt.datetime | None]

    schedule: Mapped[Schedule] = relationship()
