"""MailArchive: where the mails of the house are kept, and how Foyer may look into it (contracts.md section 6)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.entity import Record


class ArchiveKind(StrEnum):
    NONE = "none"
    MAILARCHIVA = "mailarchiva"
    IMAP = "imap"


class MailArchive(Record):
    """One row. `address` is https://host:8090 of MailArchiva, or the host of an IMAP server; `sealed_secret` its key or password.

    `ca_pem` are the certificates of who signed the server's, where no public authority did. `left_out`: addresses whose mails are never
    shown, with spaces between. Nobody asks before `rests_until`: a wrong key locks the whole account of MailArchiva after three tries.
    """

    __tablename__ = "mail_archive"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), CheckConstraint("kind = 'none' OR address <> ''", name="is_somewhere"))

    kind: Mapped[ArchiveKind] = mapped_column(default=ArchiveKind.NONE, server_default="none")
    address: Mapped[str] = mapped_column(String(300), default="", server_default="")
    port: Mapped[int | None]
    version: Mapped[str] = mapped_column(String(4), default="v2", server_default="v2")
    username: Mapped[str] = mapped_column(String(320), default="", server_default="")
    folder: Mapped[str] = mapped_column(String(200), default="INBOX", server_default="INBOX")
    sealed_secret: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    ca_pem: Mapped[str] = mapped_column(Text, default="", server_default="")
    left_out: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    rests_until: Mapped[dt.datetime | None]
    trouble: Mapped[str] = mapped_column(String(1000), default="", server_default="")

    def __str__(self) -> str:
        return self.address or self.kind.value
