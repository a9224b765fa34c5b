"""CheckIn: somebody is in the building, from when until when, how that became known, and as whose guest (K1, K2)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.guest import Guest
from app.models.location import Location
from app.models.peer import Peer
from app.models.visit import Visit

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class Source(StrEnum):
    """How it became known: at the tablet, on the own phone by the code at the door, in the portal, by the desk, by the WiFi, by a door,
    or by the PIN of another network."""

    KIOSK = "kiosk"
    PHONE = "phone"
    SESSION = "session"
    DESK = "desk"
    WIFI = "wifi"
    DOOR = "door"
    PEER = "peer"


class LeftBy(StrEnum):
    """Who or what ended it: they themselves (kiosk, phone, portal), the desk, closing time, or the WiFi that no longer hears them."""

    KIOSK = "kiosk"
    PHONE = "phone"
    SESSION = "session"
    DESK = "desk"
    CLOSING = "closing"
    WIFI = "wifi"


class CheckIn(Entity):
    """One person: a member (`user_id`), a guest, or somebody of another network (`peer_id`, and `peer_ref`, which that network alone can
    read as a person). `name` is as it was said on the day. `key` comes from whoever told of it, so that telling twice is no second one;
    `was_offline`: the tablet kept it while it had no network, and `arrived_at` is by the tablet's word.

    At most one is open a person and location, which the database keeps. One that is past its term (K5) says neither who nor whose guest: it is counted alone.
    """

    __tablename__ = "check_in"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(user_id, guest_id, peer_id) = 1 OR (num_nonnulls(user_id, guest_id, peer_id) = 0 AND name = '')",
            name="is_of_one_person",
        ),
        CheckConstraint("(peer_id IS NULL) = (peer_ref = '')", name="peer_names_its_person"),
        CheckConstraint("(left_at IS NULL) = (left_by IS NULL)", name="left_says_how"),
        CheckConstraint("left_at >= arrived_at", name="leaves_after_arriving"),
        Index(
            "one_open_check_in_a_member",
            "user_id",
            "location_id",
            unique=True,
            postgresql_where=text("left_at IS NULL AND user_id IS NOT NULL"),
        ),
        Index(
            "one_open_check_in_a_guest",
            "guest_id",
            "location_id",
            unique=True,
            postgresql_where=text("left_at IS NULL AND guest_id IS NOT NULL"),
        ),
        Index(
            "one_open_check_in_a_visitor",
            "peer_id",
            "peer_ref",
            "location_id",
            unique=True,
            postgresql_where=text("left_at IS NULL AND peer_id IS NOT NULL"),
        ),
        Index("who_is_in", "location_id", "arrived_at", postgresql_where=text("left_at IS NULL")),
        Index("check_ins_of_location", "location_id", "arrived_at"),
        Index("check_ins_of_user", "user_id", "arrived_at"),
        Index("check_ins_of_guest", "guest_id", "arrived_at"),
        Index("check_ins_of_host", "host_id", "arrived_at"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))
    peer_id: Mapped[int | None] = mapped_column(ForeignKey("peer.id"))
    peer_ref: Mapped[str] = mapped_column(String(64), default="", server_default="")
    name: Mapped[str] = mapped_column(String(200))
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    host_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    host_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)
    source: Mapped[Source]
    arrived_at: Mapped[dt.datetime]
    left_at: Mapped[dt.datetime | None]
    left_by: Mapped[LeftBy | None]
    was_offline: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    made_by: Mapped[str] = mapped_column(String(200))

    location: Mapped[Location] = relationship()
    user: Mapped[FoyerUser | None] = relationship(foreign_keys=[user_id])
    guest: Mapped[Guest | None] = relationship()
    peer: Mapped[Peer | None] = relationship()
    host: Mapped[FoyerUser | None] = relationship(foreign_keys=[host_id])
    visit: Mapped[Visit | None] = relationship()

    def __str__(self) -> str:
        return self.name
