"""MailCopy: a mail as it was handed to the mail server, without what opens something; and the files that it carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, or_
from sqlalchemy.orm import Mapped, column_property, deferred, mapped_column, relationship

from app.core.entity import Entity, Record, table_of
from app.models.delivery import Delivery


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


class MailFile(Record):
    """Its content, or which kept document it is; neither for one that opens something, such as a pass."""

    __tablename__ = "mail_file"

    copy_id: Mapped[int] = mapped_column(ForeignKey("mail_copy.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    if TYPE_CHECKING:
        is_kept: bool


# asked of the database, so that nobody loads a file to know of it
MailFile.is_kept = column_property(or_(table_of(MailFile).c.document_id.is_not(None), table_of(MailFile).c.content.is_not(None)))  # type: ignore[assignment]
