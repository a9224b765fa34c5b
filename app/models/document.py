"""Document: a file that Foyer made and keeps as it was sent; its hash proves it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity
from app.models.stored_file import Holder, in_one_place


class Document(Holder, Entity):
    """`content` is empty where it was forgotten with the buyer."""

    __tablename__ = "document"
    __table_args__ = in_one_place("document")

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
