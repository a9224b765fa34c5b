"""NumberSeries: the counter behind gapless document numbers; its row is locked while numbers are taken (I2)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity


class DocumentType(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class NumberSeries(Entity):
    """Locations that share a prefix share the series. `first_number` is where Foyer carried on; what came before is in the system before it."""

    __tablename__ = "number_series"
    __table_args__ = (
        CheckConstraint("first_number >= 1 AND last_number >= first_number - 1", name="counts_from_the_first"),
        Index("one_counter_a_series", "prefix", "document_type", unique=True),
    )

    prefix: Mapped[str] = mapped_column(String(12))
    document_type: Mapped[DocumentType]
    first_number: Mapped[int] = mapped_column(default=1, server_default="1")
    last_number: Mapped[int] = mapped_column(default=0, server_default="0")
