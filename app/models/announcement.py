"""Announcement: what a location, or the whole network, tells its members on their start page; and who has seen it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.models.location import Location


class Announcement(Entity):
    """Without a location it is for everybody. The days are inclusive, by the member's own location. `body` has light markup."""

    __tablename__ = "announcement"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"), Index("announcements_by_end", "ends_on"))

    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="", server_default="")
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    is_pinned: Mapped[bool] = mapped_column(default=False, server_default=sql_text("false"))
    written_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    location: Mapped[Location | None] = relationship()

    def __str__(self) -> str:
        return self.title


class AnnouncementSeen(Record):
    """That it was on a member's page, and whether they put it away."""

    __tablename__ = "announcement_seen"
    __table_args__ = (UniqueConstraint("announcement_id", "user_id", name="seen_once"),)

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[dt.datetime] = mapped_column(server_default=sql_text("now()"))
    dismissed_at: Mapped[dt.datetime | None]
