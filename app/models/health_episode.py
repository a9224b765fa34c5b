"""HealthEpisode: a time in which Foyer was not well, from the first trouble until all was well again for a while (T3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from app.core.entity import Entity


class HealthEpisode(Entity):
    """`troubles` is every one that was told in it, as `{"key", "words", "since"}`, with `at` when the last thing of it came and `gone` from when it was not seen; `well_since` is when none was left, None while one is.

    People are mailed when it begins and when it ends, so that what comes and goes each minute is two mails and no flood.
    """

    __tablename__ = "health_episode"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="ends_after_it_began"),
        Index("one_open_episode", text("(ended_at IS NULL)"), unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    began_at: Mapped[dt.datetime]
    well_since: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    troubles: Mapped[list[dict[str, Any]]]

    def __str__(self) -> str:
        return f"trouble since {self.began_at:%Y-%m-%d %H:%M} UTC"
