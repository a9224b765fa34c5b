"""Room: what can be booked by the hour inside a space."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.models.space import Space


class RoomKind(StrEnum):
    MEETING_ROOM = "meeting_room"
    EVENT_ROOM = "event_room"
    PHONE_BOOTH = "phone_booth"
    DAY_OFFICE = "day_office"


class Room(Entity):
    """Rates are cents an hour, VAT-inclusive, in the location's currency (B7). `picture_id` is what it looks like, as app/core/room_picture.py makes it."""

    __tablename__ = "room"
    __table_args__ = (
        CheckConstraint("peak_rate_cents >= 0 AND off_peak_rate_cents >= 0", name="rates_are_not_negative"),
        CheckConstraint("min_minutes > 0 AND max_minutes >= min_minutes AND buffer_minutes >= 0", name="minutes_make_sense"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[RoomKind] = mapped_column(default=RoomKind.MEETING_ROOM, server_default="meeting_room")
    capacity: Mapped[int] = mapped_column(default=1, server_default="1")
    amenities: Mapped[str] = mapped_column(String(500), default="", server_default="")
    opening_hours: Mapped[str] = mapped_column(String(500), default="", server_default="")
    peak_rate_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    off_peak_rate_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    is_private: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    buffer_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    min_minutes: Mapped[int] = mapped_column(default=30, server_default="30")
    max_minutes: Mapped[int] = mapped_column(default=1440, server_default="1440")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"), index=True)

    location: Mapped[Location] = relationship()
    space: Mapped[Space] = relationship()

    def __str__(self) -> str:
        return self.name
