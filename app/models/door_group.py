"""DoorGroup: doors that open together, and DoorLock: one of those doors (contracts.md 4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity


class DoorGroup(Entity):
    """Named as memberships name it, without Foyer's prefix. `locks` are the ids of doors behind it as Salto last said, `wanted_locks` as
    somebody here chose them; None while nobody did, and Salto decides. `reason` says why a choice is not carried out yet.
    """

    __tablename__ = "door_group"

    name: Mapped[str] = mapped_column(String(500), unique=True)
    external_id: Mapped[str | None] = mapped_column(String(60), unique=True)
    locks: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    wanted_locks: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    read_at: Mapped[dt.datetime | None]


class DoorLock(Entity):
    """A door as Salto knows it, and at which location it is, which Salto does not know. One that Salto forgot goes from here as well."""

    __tablename__ = "door_lock"

    external_id: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id", ondelete="SET NULL"), index=True)
