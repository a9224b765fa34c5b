"""SavedAnswer: words that the desk says often, to begin an answer with."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location


class SavedAnswer(Entity):
    """`location_id` empty: for every location."""

    __tablename__ = "saved_answer"

    name: Mapped[str] = mapped_column(String(100), unique=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    text: Mapped[str] = mapped_column(String(3000))

    location: Mapped[Location | None] = relationship()
