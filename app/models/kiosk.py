"""Kiosk: a tablet at a location's door, known by the secret in its cookie; and what it kept while it had no network and was refused later."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
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


class KioskRefusal(Entity):
    """Somebody came while the tablet had no network, and could not be checked in when it told so: the desk looks at it, and takes it off.

    `who` is what they typed, `at` when they came, `why` the refusal in words. `key` is the tablet's, so that telling twice is one.
    """

    __tablename__ = "kiosk_refusal"
    __table_args__ = (Index("refusals_of_location", "location_id", "at"),)

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    kiosk: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    who: Mapped[str] = mapped_column(String(320))
    at: Mapped[dt.datetime]
    why: Mapped[str] = mapped_column(String(500))

    location: Mapped[Location] = relationship()

    def __str__(self) -> str:
        return self.who
