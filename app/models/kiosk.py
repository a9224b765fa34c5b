"""Kiosk: a tablet at a location's door, known by the secret in its cookie."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location


class Kiosk(Entity):
    """Whoever has the secret is this tablet, so its hash alone is kept, and a tablet that is taken off the list opens nothing."""

    __tablename__ = "kiosk"

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    seen_at: Mapped[dt.datetime | None]
    made_by: Mapped[str] = mapped_column(String(200))

    location: Mapped[Location] = relationship()

    def __str__(self) -> str:
        return self.name
