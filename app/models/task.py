"""Task: one thing to do, for an opportunity (C1) or about any other record, by whom and until when."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location
from app.models.opportunity import Opportunity
from app.models.track import TaskKind, TaskRole
from app.rules.task_dates import Anchor

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


T = TaskStatus


class Task(Entity):
    """Of an opportunity, in a tree as its track's or added by hand; or about the record that `noun` and `noun_id` name (app/access/nouns.py),
    which stands alone. `due_on` is a local day, an estimate while `is_estimate` (its parent is not done).

    `moved_days` are the working days by which a person moved it away from its anchor. `outcome` is what came of it, or why it was
    skipped or cancelled. A blocking one holds back its descendants until it is done or skipped. One of onboarding (`is_onboarding`) stays
    when the deal is won. `location_id`: by whose days and clock it is due.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("num_nonnulls(opportunity_id, noun_id) = 1 AND (noun = '') = (noun_id IS NULL)", name="is_about_one_record"),
        CheckConstraint("noun_id IS NULL OR parent_id IS NULL", name="stands_alone_about_a_record"),
        CheckConstraint("parent_id <> id", name="is_no_child_of_itself"),
        CheckConstraint("anchor = 'opened' OR parent_id IS NOT NULL", name="follows_its_parent"),
        CheckConstraint("(status IN ('done', 'skipped', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_has_its_time"),
        CheckConstraint("status <> 'skipped' OR outcome <> ''", name="skipped_has_reason"),
        Index("tasks_of_opportunity", "opportunity_id", "position"),
        Index("tasks_of_record", "noun", "noun_id", postgresql_where=text("noun_id IS NOT NULL")),
        Index("my_open_tasks", "assignee_id", "due_on", postgresql_where=text("status = 'open'")),
    )

    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    noun: Mapped[str] = mapped_column(String(60), default="", server_default="")
    noun_id: Mapped[int | None] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    track_task_id: Mapped[int | None] = mapped_column(ForeignKey("track_task.id", ondelete="SET NULL"), index=True)
    position: Mapped[int]
    kind: Mapped[TaskKind] = mapped_column(default=TaskKind.OTHER, server_default="other")
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    anchor: Mapped[Anchor] = mapped_column(default=Anchor.OPENED, server_default="opened")
    offset_days: Mapped[int] = mapped_column(default=0, server_default="0")
    moved_days: Mapped[int] = mapped_column(default=0, server_default="0")
    is_blocking: Mapped[bool] = mapped_column(default=False, server_default="false")
    is_onboarding: Mapped[bool] = mapped_column(default=False, server_default="false")
    role: Mapped[TaskRole] = mapped_column(default=TaskRole.OWNER, server_default="owner")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    due_on: Mapped[dt.date]
    is_estimate: Mapped[bool] = mapped_column(default=False, server_default="false")
    status: Mapped[TaskStatus] = mapped_column(default=T.OPEN, server_default="open")
    done_on: Mapped[dt.date | None]
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    outcome: Mapped[str] = mapped_column(String(2000), default="", server_default="")

    opportunity: Mapped[Opportunity | None] = relationship()
    location: Mapped[Location] = relationship()
    assignee: Mapped[FoyerUser | None] = relationship()

    moves = Machine(
        complete=(T.OPEN, T.DONE), skip=(T.OPEN, T.SKIPPED), cancel=(T.OPEN, T.CANCELLED), reopen=({T.DONE, T.SKIPPED, T.CANCELLED}, T.OPEN)
    )

    def __str__(self) -> str:
        return self.title
