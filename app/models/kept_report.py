"""KeptReport: what a report said that takes longer to work out than anybody waits at a page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.entity import Record


class KeptReport(Record):
    """`key` says everything that may make a report another one: what was asked, on which day and in which words, and all that its reader may see. Nobody reads a row by anything else.

    `asked` is what the job needs to ask again, in the name of `asked_by_id`. Since `wanted_at` a job is on its way. `result` is as it was at `worked_out_at` and
    took `took_ms`; `reason` says why the last try came to nothing.
    """

    __tablename__ = "kept_report"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    report: Mapped[str] = mapped_column(String(40))
    asked: Mapped[dict[str, Any]]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))
    wanted_at: Mapped[dt.datetime | None]
    result: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSONB(none_as_null=True)))
    worked_out_at: Mapped[dt.datetime | None]
    took_ms: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")

    def __str__(self) -> str:
        return f"{self.report} of {self.asked_at:%Y-%m-%d}"
