"""Pin: six digits by which a member is known at a kiosk, here and at other networks (K4); and the wrong ones that were tried."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class Pin(Entity):
    """`mark` is HMAC-SHA256 of the digits under this instance's pepper: it finds a PIN, and tells none. Unique in the instance."""

    __tablename__ = "pin"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), unique=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime]

    user: Mapped[FoyerUser] = relationship()

    def __str__(self) -> str:
        return f"PIN of {self.user}"


class WrongPin(Record):
    """A PIN that was nobody's: at a place of ours (`location_id`), or asked by a peer for a place of theirs (`place`). Five within 15
    minutes lock that place, for that peer."""

    __tablename__ = "wrong_pin"
    __table_args__ = (
        CheckConstraint("num_nonnulls(location_id, peer_id) = 1", name="wrong_pin_has_a_place"),
        Index("wrong_pins_of_location", "location_id", "at"),
        Index("wrong_pins_of_peer", "peer_id", "place", "at"),
    )

    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    peer_id: Mapped[int | None] = mapped_column(ForeignKey("peer.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(40), default="", server_default="")
    at: Mapped[dt.datetime]
