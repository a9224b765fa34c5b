"""MailText: the words of one location, or of the whole network, for one mail, in place of the house's."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.versions import version_of
from app.models.location import Location


class MailText(Entity):
    """`mail` and `variant` are of app/rules/mail_catalogue.py, whose names alone may stand in it. `location_id` empty: for every location that has none of its own; `language` empty: for readers of any language."""

    __tablename__ = "mail_text"
    __table_args__ = (Index("one_text_a_place", "mail", "variant", text("coalesce(location_id, 0)"), "language", unique=True),)

    mail: Mapped[str] = mapped_column(String(40))
    variant: Mapped[str] = mapped_column(String(40), default="", server_default="")
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    language: Mapped[str] = mapped_column(String(10), default="", server_default="")
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)

    location: Mapped[Location | None] = relationship()

    @property
    def version(self) -> str:
        return version_of(self)

    def __str__(self) -> str:
        return f"{self.mail.replace('_', ' ')}{f', {self.variant}' if self.variant else ''}"
