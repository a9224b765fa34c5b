"""StoredFile: a content that is in storage and not in the rows that it belongs to; ReleasedFile: that a row let go of one."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from app.core.entity import Record


class StoredState(StrEnum):
    """`coming`: it is being put, and rows still have it. `there`: rows may point to it. `going`: no row does or will; it is being removed."""

    COMING = "coming"
    THERE = "there"
    GOING = "going"


class StoredFile(Record):
    """`place` is FOYER_FILES as it was then, `size` in bytes, `since` when the state was taken up. Rows of the same content share one."""

    __tablename__ = "stored_file"
    __table_args__ = (
        UniqueConstraint("place", "sha256", name="one_content_a_place"),
        Index("stored_files_on_their_way", "since", postgresql_where=text("state <> 'there'")),
    )

    sha256: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(400))
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[StoredState] = mapped_column(default=StoredState.COMING, server_default="coming")
    since: Mapped[dt.datetime]


class ReleasedFile(Record):
    """Written by a trigger, whoever deleted or emptied the row, so that the content goes as well where no other row has it."""

    __tablename__ = "released_file"

    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"), index=True)
    released_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))


class Holder:
    """Mixed in before the base of a table whose rows hold a file: its `content`, or in its place the stored file that has it. Read it by app/queries/kept_files.py."""

    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, sort_order=80)
    stored_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), sort_order=81)


def in_one_place(table: str, *, may_lack: bool = False) -> tuple[SchemaItem, ...]:
    """A row has its file in one place, and where it may be without one at most there; what is still to be moved is found at once."""
    return (
        CheckConstraint(f"num_nonnulls(content, stored_id) {'<=' if may_lack else '='} 1", name="in_one_place"),
        Index(f"{table}_to_move", "id", postgresql_where=text("content <> ''::bytea")),
        Index(f"{table}_stored", "stored_id", postgresql_where=text("stored_id IS NOT NULL")),
    )
