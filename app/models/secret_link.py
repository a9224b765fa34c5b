"""SecretLink: an address that opens without a sign-in, for calendars and for the screen at a room's door."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.models.room import Room

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class LinkKind(StrEnum):
    """A person's own bookings, their tasks, the busy times of a room, and the screen beside its door."""

    MY_CALENDAR = "my_calendar"
    MY_TASKS = "my_tasks"
    ROOM_CALENDAR = "room_calendar"
    ROOM_SCREEN = "room_screen"


OF_PEOPLE = (LinkKind.MY_CALENDAR, LinkKind.MY_TASKS)


class SecretLink(Entity):
    """Whoever has the secret gets in, so its hash alone is kept, and it is shown once. A new one ends the old one."""

    __tablename__ = "secret_link"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(user_id, room_id) = 1 AND (kind IN ('my_calendar', 'my_tasks')) = (user_id IS NOT NULL)",
            name="is_of_a_person_or_a_room",
        ),
        CheckConstraint("(room_id IS NULL) = (location_id IS NULL)", name="rooms_have_a_location"),
        Index("one_link_a_person", "user_id", "kind", unique=True),
        Index("one_link_a_room", "room_id", "kind", unique=True),
    )

    kind: Mapped[LinkKind]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(200))

    user: Mapped[FoyerUser | None] = relationship()
    room: Mapped[Room | None] = relationship()
    location: Mapped[Location | None] = relationship()

    def __str__(self) -> str:
        return str(self.user or self.room)
