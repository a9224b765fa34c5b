"""Picture: what a person looks like, re-encoded by us; nothing of the file that was uploaded stays."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.entity import Entity


class Picture(Entity):
    """A square JPEG as app/core/portrait.py makes it. Another picture is another row, so that browsers may keep each for ever."""

    __tablename__ = "picture"

    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))

    def __str__(self) -> str:
        return _("a picture")
