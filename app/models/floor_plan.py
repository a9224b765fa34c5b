"""FloorPlan: the picture of a floor, and where on it the spaces and rooms are."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.models.document import Document
from app.models.location import Location
from app.models.room import Room
from app.models.space import Space


class FloorPlan(Entity):
    """`width` and `height` are the picture's, in pixels. `version` counts how often it was arranged, so that two people do not undo each other."""

    __tablename__ = "floor_plan"
    __table_args__ = (
        CheckConstraint("width > 0 AND height > 0", name="picture_has_size"),
        Index("one_plan_a_name", "location_id", "name", unique=True),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    name: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    version: Mapped[int] = mapped_column(default=0, server_default="0")

    location: Mapped[Location] = relationship()
    document: Mapped[Document] = relationship()


class PlanMark(Record):
    """A rectangle in fractions of the picture, from its upper left corner; a width and height of 0 is a point."""

    __tablename__ = "plan_mark"
    __table_args__ = (
        CheckConstraint("num_nonnulls(space_id, room_id) = 1", name="of_one_place"),
        CheckConstraint(
            "x >= 0 AND y >= 0 AND x + width <= 1 AND y + height <= 1 AND width >= 0 AND height >= 0", name="inside_the_picture"
        ),
        Index("one_mark_a_space", "plan_id", "space_id", unique=True),
        Index("one_mark_a_room", "plan_id", "room_id", unique=True),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("floor_plan.id", ondelete="CASCADE"))
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    x: Mapped[Decimal] = mapped_column(Numeric(6, 5))
    y: Mapped[Decimal] = mapped_column(Numeric(6, 5))
    width: Mapped[Decimal] = mapped_column(Numeric(6, 5))
    height: Mapped[Decimal] = mapped_column(Numeric(6, 5))

    plan: Mapped[FloorPlan] = relationship()
    space: Mapped[Space | None] = relationship()
    room: Mapped[Room | None] = relationship()
