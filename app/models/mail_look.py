"""MailLook: when the archive was last asked for the mails of a contact, and what kept it from answering."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class MailLook(Record):
    """`asked_at`: a look is wanted, and answered once `looked_at` is later. `trouble` is a sentence while the last look failed."""

    __tablename__ = "mail_look"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), unique=True)
    asked_at: Mapped[dt.datetime]
    looked_at: Mapped[dt.datetime | None]
    trouble: Mapped[str] = mapped_column(String(1000), default="", server_default="")

    def __str__(self) -> str:
        return self.trouble or "mails"
