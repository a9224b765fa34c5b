"""Schedule: a periodic task, and the slots in which it ran (T1, T2)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, and_, case, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

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


RESTORED = (
    "Paused: restored from the backup of "  # how the result of a task begins that a restore paused: what it does may have been done since
)


class Outcome(StrEnum):
    """How a slot went: `missed` while nobody was there, `skipped` because the one before was not finished; empty while it waits or runs."""

    OPEN = ""
    DONE = "done"
    FAILED = "failed"
    MISSED = "missed"
    SKIPPED = "skipped"


class Schedule(Entity):
    """`task` names a row of jobs/timetable.py; slots are computed in `zone`. `last_took` is how long its last finished slot ran; `rank` puts what failed first."""

    __tablename__ = "schedule"

    task: Mapped[str] = mapped_column(String(60), unique=True)
    frequency: Mapped[Frequency]
    cron: Mapped[str] = mapped_column(String(100), default="", server_default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    enabled: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    last_slot: Mapped[dt.datetime | None]
    next_due_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    last_result: Mapped[str] = mapped_column(String(500), default="", server_default="")
    last_outcome: Mapped[Outcome] = mapped_column(default=Outcome.OPEN, server_default="")
    last_finished_at: Mapped[dt.datetime | None]

    @property
    def is_restored(self) -> bool:
        """Paused by a restore, and not resumed since."""
        return not self.enabled and self.last_result.startswith(RESTORED)

    def __str__(self) -> str:
        return self.task.replace("_", " ")


class ScheduleSlot(Record):
    """One slot of one task: claimed once, whatever the schedulers and clocks do."""

    __tablename__ = "schedule_slot"
    __table_args__ = (
        Index("one_run_a_slot", "schedule_id", "slot", unique=True),
        Index("slots_of_schedule", "schedule_id", text("slot DESC")),
        Index("slots_that_failed", "slot", postgresql_where=text("outcome = 'failed'")),
    )

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"))
    slot: Mapped[dt.datetime]
    result: Mapped[str] = mapped_column(String(500), default="", server_default="")
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.OPEN, server_default="")
    began_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]

    schedule: Mapped[Schedule] = relationship()

    @property
    def took(self) -> dt.timedelta | None:
        """How long it ran; None while it runs, and for one that never did."""
        return None if self.began_at is None or self.finished_at is None else self.finished_at - self.began_at


Schedule.rank = column_property(
    case((and_(Schedule.last_outcome == Outcome.FAILED, Schedule.enabled), "0"), else_="1").concat(Schedule.task), deferred=True
)
Schedule.last_took = column_property(
    select(ScheduleSlot.finished_at - ScheduleSlot.began_at)
    .where(ScheduleSlot.schedule_id == Schedule.id, ScheduleSlot.finished_at.is_not(None), ScheduleSlot.began_at.is_not(None))
    .order_by(ScheduleSlot.slot.desc())
    .limit(1)
    .correlate(Schedule)
    .scalar_subquery(),
    deferred=True,
)
