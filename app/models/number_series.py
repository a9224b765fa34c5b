"""NumberSeries: the counter behind gapless document numbers; its row is locked while numbers are taken (I2)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity


class DocumentType(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class NumberSeries(Entity):
    """Locations that share a prefix share the series."""

    __tablename__ = "number_series"
    __table_args__ = (Index("one_counter_a_series", "prefix", "document_type", unique=True),)

    prefix: Mapped[str] = mapped_column(String(12))
    document_type: Mapped[DocumentType]
    last_number: Mapped[int] = mapped_column(default=0, server_default="0")
