"""AuditEvent: who did what to which row, before and after, written in the same transaction as the change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class AuditEvent(Record):
    """`noun` is the table; `changes` maps a column to [before, after]. Rows are never changed (a trigger sees to it)."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("audit_of_row", "noun", "noun_id", "at"), Index("audit_by_time", "at"))

    at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    verb: Mapped[str] = mapped_column(String(60))
    noun: Mapped[str] = mapped_column(String(60))
    noun_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(300), server_default="")
    location_id: Mapped[int | None] = mapped_column(BigInteger)
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[str] = mapped_column(String(40), server_default="")

    def __str__(self) -> str:
        return f"{self.verb} {self.noun} {self.name}"
