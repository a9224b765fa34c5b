"""Track: the template of the work on an opportunity: a tree of tasks with their dates (C1)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.rules.task_dates import Anchor


class TaskKind(StrEnum):
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    VISIT = "visit"
    OTHER = "other"


class TaskRole(StrEnum):
    """Who gets the task: whoever owns the opportunity, or the one at its location whose turn it is among those of the role."""

    OWNER = "owner"
    SALES = "sales"
    MANAGER = "manager"
    DESK = "desk"


class Track(Entity):
    """For one location, or for every one that has none of its own. Changing it changes no tree that stands already. Only a data package gives it a `code`."""

    __tablename__ = "track"

    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="true")
    is_default: Mapped[bool] = mapped_column(default=False, server_default="false")
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")

    location: Mapped[Location | None] = relationship()
    tasks: Mapped[list[TrackTask]] = relationship(
        back_populates="track", order_by="TrackTask.position", cascade="all, delete-orphan", passive_deletes=True
    )


class TrackTask(Entity):
    """One task of the tree; `position` orders all of a track, parents before their children. Offsets are working days.

    `is_onboarding`: it is still to be done when the deal is won; the others are needed no longer then.
    """

    __tablename__ = "track_task"
    __table_args__ = (
        CheckConstraint("offset_days BETWEEN -250 AND 250", name="offset_makes_sense"),
        CheckConstraint("parent_id <> id", name="is_no_child_of_itself"),
        CheckConstraint("anchor = 'opened' OR parent_id IS NOT NULL", name="follows_its_parent"),
        Index("tasks_of_track", "track_id", "position"),
        Index("one_task_a_code", "track_id", "code", unique=True),
    )

    track_id: Mapped[int] = mapped_column(ForeignKey("track.id", ondelete="CASCADE"))
    code: Mapped[str | None] = mapped_column(String(40))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("track_task.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[TaskKind] = mapped_column(default=TaskKind.OTHER, server_default="other")
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    anchor: Mapped[Anchor] = mapped_column(default=Anchor.OPENED, server_default="opened")
    offset_days: Mapped[int] = mapped_column(default=0, server_default="0")
    is_blocking: Mapped[bool] = mapped_column(default=False, server_default="false")
    is_onboarding: Mapped[bool] = mapped_column(default=False, server_default="false")
    role: Mapped[TaskRole] = mapped_column(default=TaskRole.OWNER, server_default="owner")

    track: Mapped[Track] = relationship(back_populates="tasks")

    def __str__(self) -> str:
        return self.title
