"""PersonalExport: everything Foyer knows about one person, asked for by somebody, kept sealed for a few days."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.user import FoyerUser


class ExportState(StrEnum):
    WANTED = "wanted"
    READY = "ready"
    FAILED = "failed"


class PersonalExport(Entity):
    """`sealed` is a ZIP under the instance's key (app.core.secrets); only who asked gets it, and the row goes when `expires_at` is over."""

    __tablename__ = "personal_export"
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent_is_percent"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    state: Mapped[ExportState] = mapped_column(default=ExportState.WANTED, server_default="wanted")
    percent: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    sealed: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    size: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    ready_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime]

    user: Mapped[FoyerUser] = relationship(foreign_keys=[user_id])

    moves = Machine(
        column="state",
        finish=(ExportState.WANTED, ExportState.READY),
        fail=(ExportState.WANTED, ExportState.FAILED),
    )

    def __str__(self) -> str:
        return f"Personal data of {self.user}"
