"""SystemLook: when each system of access was last asked what it holds, and what kept it from answering."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity
from app.rules.access import System


class SystemLook(Entity):
    """`trouble` is a sentence while the last look failed, and `since` when that began; `read_until`: entries at doors are read up to there."""

    __tablename__ = "system_look"

    system: Mapped[System] = mapped_column(unique=True)
    looked_at: Mapped[dt.datetime | None]
    trouble: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    since: Mapped[dt.datetime | None]
    read_until: Mapped[dt.datetime | None]

    def __str__(self) -> str:
        return self.system.value
