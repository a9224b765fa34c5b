"""SavedFilter: a list as somebody wants to find it again, and whom they share it with; ListChoice: how one person has one list."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity, Record


class Sharing(StrEnum):
    ME = "me"
    ROLE = "role"
    ALL = "all"


class SavedFilter(Entity):
    """`screen` is the name of the view. `query` is the part of its address that says filters, order and columns: a link to it is all that it is."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        CheckConstraint("(sharing = 'role') = (role_id IS NOT NULL)", name="of_a_role_names_it"),
        Index("one_saved_filter_a_name", "owner_id", "screen", "name", unique=True),
        Index("saved_filters_of_screen", "screen"),
    )

    screen: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(4000))
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    sharing: Mapped[Sharing] = mapped_column(default=Sharing.ME, server_default="me")
    role_id: Mapped[int | None] = mapped_column(ForeignKey("ab_role.id", ondelete="CASCADE"), index=True)


class ListChoice(Record):
    """`columns` in their order, None for those of the house; `default_id` is the saved filter with which the list opens."""

    __tablename__ = "list_choice"
    __table_args__ = (Index("one_choice_a_list", "user_id", "screen", unique=True),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    screen: Mapped[str] = mapped_column(String(80))
    columns: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    default_id: Mapped[int | None] = mapped_column(ForeignKey("saved_filter.id", ondelete="SET NULL"), index=True)
