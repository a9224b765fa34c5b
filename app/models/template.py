"""Template: the words of a location, or of the whole network, for proposals, contracts and mails to leads."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location


class TemplateKind(StrEnum):
    PROPOSAL = "proposal"
    CONTRACT = "contract"
    LEAD_MAIL = "lead_mail"


class Template(Entity):
    """`location_id` empty: for every location. `body` is plain text: "# " begins a heading, "- " a point of a list, an empty line a paragraph.

    Placeholders like {{ contact_name }} stand for values, and for nothing else (app/rules/placeholders.py).
    """

    __tablename__ = "template"

    kind: Mapped[TemplateKind]
    name: Mapped[str] = mapped_column(String(200), unique=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    language: Mapped[str] = mapped_column(String(10), default="en", server_default="en")
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="true")

    location: Mapped[Location | None] = relationship()

    def __str__(self) -> str:
        return self.name
