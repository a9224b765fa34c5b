"""DoorEntry: somebody stood at a door, as Salto wrote it down: an event of presence, kept once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class DoorEntry(Entity):
    """Only of people whose doors Foyer keeps: what others do at Salto is none of its business (A2)."""

    __tablename__ = "door_entry"
    __table_args__ = (Index("entries_of_a_person", "user_id", "at"), Index("entries_of_a_place", "location_id", "at"))

    external_id: Mapped[str] = mapped_column(String(60), unique=True)
    at: Mapped[dt.datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    door: Mapped[str] = mapped_column(String(200))
    opened: Mapped[bool] = mapped_column(default=True, server_default=text("true"))

    user: Mapped[FoyerUser] = relationship()
    location: Mapped[Location | None] = relationship()

    def __str__(self) -> str:
        return self.door
