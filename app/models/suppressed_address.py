"""SuppressedAddress: an address that gets no mail, because mails to it came back, until somebody lifts that."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location


class SuppressionState(StrEnum):
    SUPPRESSED = "suppressed"
    LIFTED = "lifted"


S = SuppressionState


class SuppressedAddress(Entity):
    """Once an address, in lower case. `status` and `reason` are the far mail server's; `location_id` is where the mail was from that came back last.

    What came back before `lifted_at` counts no more.
    """

    __tablename__ = "suppressed_address"
    __table_args__ = (CheckConstraint("address = lower(address)", name="in_lower_case"),)

    address: Mapped[str] = mapped_column(String(320), unique=True)
    state: Mapped[SuppressionState] = mapped_column(default=S.SUPPRESSED, server_default="suppressed")
    since: Mapped[dt.datetime]
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    lifted_at: Mapped[dt.datetime | None]
    lifted_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    location: Mapped[Location | None] = relationship()

    moves = Machine(column="state", suppress=(S.LIFTED, S.SUPPRESSED), lift=(S.SUPPRESSED, S.LIFTED))

    def __str__(self) -> str:
        return self.address
