"""BookingSeries: bookings that repeat by a rule; each has its own price, its own reserve and its own end."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.models.room import Room

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class Repeat(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class BookingSeries(Entity):
    """Every `interval` days, weeks or months from `first_on` to `last_on`, at the room's local times."""

    __tablename__ = "booking_series"
    __table_args__ = (
        CheckConstraint("interval BETWEEN 1 AND 52", name="interval_makes_sense"),
        CheckConstraint("last_on >= first_on", name="ends_after_start"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    repeat: Mapped[Repeat]
    interval: Mapped[int] = mapped_column(default=1, server_default="1")
    weekdays: Mapped[str] = mapped_column(String(40), default="", server_default="")
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    starts: Mapped[dt.time]
    ends: Mapped[dt.time]

    location: Mapped[Location] = relationship()
    room: Mapped[Room] = relationship()
    user: Mapped[FoyerUser | None] = relationship()
