"""Visit: a guest who is expected, invited beforehand by a member or by staff, with a pass that comes by mail."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class VisitStatus(StrEnum):
    """`missed`: the day is over and nobody came."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    MISSED = "missed"


V = VisitStatus


class Visit(Entity):
    """`host_id` is whom they visit, `expected_at` when they come. The pass is a secret made from `pass_key`, of which the hash alone is
    kept; it opens the check-in of this visit and nothing else, as long as the visit is expected."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("until_at > expected_at", name="visit_ends_after_it_starts"),
        Index("visits_of_location", "location_id", "expected_at"),
        Index("visits_of_host", "host_id", "expected_at"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    email_key: Mapped[str | None] = mapped_column(String(320), index=True)
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    expected_at: Mapped[dt.datetime]
    until_at: Mapped[dt.datetime | None]
    status: Mapped[VisitStatus] = mapped_column(default=V.EXPECTED, server_default="expected")
    invited_by: Mapped[str] = mapped_column(String(200))
    pass_key: Mapped[str] = mapped_column(String(32))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    request_key: Mapped[str | None] = mapped_column(String(120), unique=True)

    location: Mapped[Location] = relationship()
    host: Mapped[FoyerUser | None] = relationship()

    moves = Machine(arrive=({V.EXPECTED, V.MISSED}, V.ARRIVED), cancel=(V.EXPECTED, V.CANCELLED), miss=(V.EXPECTED, V.MISSED))

    def __str__(self) -> str:
        return self.name
