"""MailCopy: a mail as it was handed to the mail server, without what opens something; and the files that it carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, String, Text, or_
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core.entity import Entity, Record, table_of
from app.models.delivery import Delivery
from app.models.stored_file import Holder, in_one_place


class MailCopy(Entity):
    """One a delivery: of its last attempt. `hidden`: how many links or passwords were taken out before it was kept."""

    __tablename__ = "mail_copy"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), unique=True)
    sender: Mapped[str] = mapped_column(String(400), default="", server_default="")
    reply_to: Mapped[str] = mapped_column(String(320), default="", server_default="")
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="", server_default="")
    hidden: Mapped[int] = mapped_column(default=0, server_default="0")

    delivery: Mapped[Delivery] = relationship()
    files: Mapped[list[MailFile]] = relationship(order_by="MailFile.id", passive_deletes=True, cascade="all, delete-orphan")

    def __str__(self) -> str:
        return self.subject


class MailFile(Holder, Record):
    """Its content, or which kept document it is; neither for one that opens something, such as a pass."""

    __tablename__ = "mail_file"
    __table_args__ = in_one_place("mail_file", may_lack=True)

    copy_id: Mapped[int] = mapped_column(ForeignKey("mail_copy.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)

    if TYPE_CHECKING:
        is_kept: bool


# asked of the database, so that nobody loads a file to know of it
FILE = table_of(MailFile).c
MailFile.is_kept = column_property(or_(FILE.document_id.is_not(None), FILE.content.is_not(None), FILE.stored_id.is_not(None)))  # type: ignore[assignment]
