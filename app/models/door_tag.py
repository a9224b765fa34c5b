"""DoorTag: a physical fob that opens the doors of whoever it is given to (contracts.md 4, "Tags")."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class TagState(StrEnum):
    FREE = "free"
    GIVEN = "given"
    BLOCKED = "blocked"


class DoorTag(Entity):
    """A blocked one is lost: it belongs to nobody at Salto, so that it opens nothing. `location_id` is where its holder is or was."""

    __tablename__ = "door_tag"
    __table_args__ = (
        CheckConstraint("(state = 'given') = (user_id IS NOT NULL)", name="given_to_somebody"),
        Index("one_tag_a_person", "user_id", unique=True, postgresql_where=text("user_id IS NOT NULL")),
    )

    number: Mapped[str] = mapped_column(String(60), unique=True)
    external_id: Mapped[str] = mapped_column(String(60), unique=True)
    state: Mapped[TagState] = mapped_column(default=TagState.FREE, server_default="free")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    since: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(String(200), default="", server_default="")

    user: Mapped[FoyerUser | None] = relationship()
    location: Mapped[Location | None] = relationship()

    moves = Machine(
        column="state",
        give=(TagState.FREE, TagState.GIVEN),
        take_back=(TagState.GIVEN, TagState.FREE),
        block=({TagState.FREE, TagState.GIVEN}, TagState.BLOCKED),
        find=(TagState.BLOCKED, TagState.FREE),
    )

    def __str__(self) -> str:
        return self.number
