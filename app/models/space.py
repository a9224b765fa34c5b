"""Space: an area or unit inside a location that a license can occupy."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location


class SpaceKind(StrEnum):
    DESK_AREA = "desk_area"
    PRIVATE_OFFICE = "private_office"
    STUDIO = "studio"


class Space(Entity):
    """`capacity` empty means no limit; a private office takes one organisation (P15)."""

    __tablename__ = "space"
    __table_args__ = (CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_positive"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[SpaceKind] = mapped_column(default=SpaceKind.DESK_AREA, server_default="desk_area")
    capacity: Mapped[int | None]

    location: Mapped[Location] = relationship()

    def __str__(self) -> str:
        return self.name
