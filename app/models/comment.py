"""Comment: what one of the staff says on the page of any record, for colleagues alone; and the files that hang on it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.stored_file import Holder, in_one_place


class Comment(Entity):
    """`noun` and `noun_id` name the record (app/access/records.py). `text` has light markup (app/rules/light_markup.py).

    One that was taken back stays as a line without its words: `removed_at`.
    """

    __tablename__ = "comment"
    __table_args__ = (Index("comments_of_record", "noun", "noun_id", "created_at"),)

    noun: Mapped[str] = mapped_column(String(60))
    noun_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"), index=True)
    written_by: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[dt.datetime | None]
    removed_at: Mapped[dt.datetime | None]

    files: Mapped[list[Attachment]] = relationship(order_by="Attachment.id", passive_deletes=True, cascade="all, delete-orphan")

    def __str__(self) -> str:
        return f"comment of {self.written_by}"


class Attachment(Holder, Entity):
    """A file as it came; `media_type` is what its content says."""

    __tablename__ = "attachment"
    __table_args__ = in_one_place("attachment")

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
