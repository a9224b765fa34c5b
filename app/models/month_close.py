"""MonthClose: a month of a location that takes no more documents; each close is chained to the one before (I12)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.month import Month
from app.models.invoice_run import run_name
from app.models.location import Location


class MonthClose(Entity):
    """`corrects_waiting`: organisations that no run of the month had billed were known, and are billed for it by the corrections of later runs (P11)."""

    __tablename__ = "month_close"
    __table_args__ = (Index("one_close_a_month", "location_id", "month", unique=True),)

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    month: Mapped[Month]
    closed_by: Mapped[str] = mapped_column(String(200))
    documents: Mapped[int]
    documents_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    corrects_waiting: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    location: Mapped[Location] = relationship()

    def __str__(self) -> str:
        return run_name(self.location.name, self.month)
