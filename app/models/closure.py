"""Closure: days on which a location, or one room of it, cannot be booked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.models.room import Room


class Closure(Entity):
    """First and last day are inclusive local dates; `room_id` empty closes the whole location. `reason` is shown to members."""

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index("closures_of_location", "location_id", "ends_on"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(200))

    location: Mapped[Location] = relationship()
    room: Mapped[Room | None] = relationship()

    def __str__(self) -> str:
        return self.reason
