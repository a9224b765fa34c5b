"""Picture: what a person or a room looks like, re-encoded by us; nothing of the file that was uploaded stays."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity
from app.models.stored_file import Holder, in_one_place


class Picture(Holder, Entity):
    """A JPEG as app/core/portrait.py makes it of people, and app/core/room_picture.py of rooms. Another picture is another row, so that browsers may keep each for ever."""

    __tablename__ = "picture"
    __table_args__ = in_one_place("picture")

    sha256: Mapped[str] = mapped_column(String(64))

    def __str__(self) -> str:
        return _("a picture")
