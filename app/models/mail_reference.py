"""MailReference: a mail with a contact, as the archive tells of it: headers, a snippet, and where it lies (C6)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.entity import Record
from app.core.states import Machine
from app.models.contact import Contact


class BodyState(StrEnum):
    """Whether somebody asked for the whole mail, and what came of it."""

    UNASKED = "unasked"
    ASKED = "asked"
    THERE = "there"
    FAILED = "failed"


B = BodyState


class MailReference(Record):
    """Told once a contact: `message_id` is its header. `archive_id` finds it in the archive. `is_theirs`: the contact wrote it.

    `body` is only here when somebody asked for it, made harmless before it is kept; `attachments` are names and sizes in bytes.
    """

    __tablename__ = "mail_reference"
    __table_args__ = (
        CheckConstraint("(body_state = 'there') = (body IS NOT NULL)", name="there_has_a_body"),
        Index("one_reference_a_message", "contact_id", "message_id", unique=True),
        Index("mails_of_contact", "contact_id", "at"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(998))
    archive_id: Mapped[str] = mapped_column(String(500))
    at: Mapped[dt.datetime]
    sender: Mapped[str] = mapped_column(String(320), default="", server_default="")
    recipients: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    subject: Mapped[str] = mapped_column(String(300), default="", server_default="")
    snippet: Mapped[str] = mapped_column(String(500), default="", server_default="")
    is_theirs: Mapped[bool] = mapped_column(default=False, server_default="false")
    body_state: Mapped[BodyState] = mapped_column(default=B.UNASKED, server_default="unasked")
    body: Mapped[str | None] = deferred(mapped_column(Text))
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    trouble: Mapped[str] = mapped_column(String(500), default="", server_default="")

    contact: Mapped[Contact] = relationship()

    moves = Machine(
        column="body_state",
        ask=({B.UNASKED, B.FAILED}, B.ASKED),
        bring=(B.ASKED, B.THERE),
        fail=(B.ASKED, B.FAILED),
        forget=({B.THERE, B.FAILED}, B.UNASKED),
    )

    def __str__(self) -> str:
        return self.subject or self.sender
