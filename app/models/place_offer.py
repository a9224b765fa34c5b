"""PlaceOffer: a place that was promised to somebody who waits, until a day."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location
from app.models.space import Space
from app.models.waiting_entry import WaitingEntry


class OfferStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


S = OfferStatus


class PlaceOffer(Entity):
    """While it is open and its last day is not over, its places are taken for everybody else (P15). `taken` of them have a license by now."""

    __tablename__ = "place_offer"
    __table_args__ = (
        CheckConstraint("places > 0 AND taken BETWEEN 0 AND places", name="places_are_positive"),
        Index("one_open_offer", "entry_id", unique=True, postgresql_where=text("status = 'open'")),
        Index("place_offer_open", "location_id", "stands_until", postgresql_where=text("status = 'open'")),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("waiting_entry.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), index=True)
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    starts_on: Mapped[dt.date]
    stands_until: Mapped[dt.date]
    status: Mapped[OfferStatus] = mapped_column(default=S.OPEN, server_default="open")
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    offered_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    entry: Mapped[WaitingEntry] = relationship()
    location: Mapped[Location] = relationship()
    space: Mapped[Space] = relationship()

    moves = Machine(
        accept=(S.OPEN, S.ACCEPTED),
        decline=(S.OPEN, S.DECLINED),
        expire=(S.OPEN, S.EXPIRED),
        withdraw=(S.OPEN, S.WITHDRAWN),
    )

    def __str__(self) -> str:
        return f"{self.space} for {self.entry}"
