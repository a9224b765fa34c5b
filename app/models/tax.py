"""TaxRate: the VAT of a country by date; a withdrawn rate was announced and never came (P9)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity


class TaxRate(Entity):
    __tablename__ = "tax_rate"
    __table_args__ = (
        CheckConstraint("percent >= 0 AND percent <= 100", name="percent_is_percent"),
        Index("one_rate_a_day", "country", "valid_from", unique=True, postgresql_where=text("NOT withdrawn")),
    )

    country: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(100))
    percent: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    valid_from: Mapped[dt.date]
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    xero_tax_type: Mapped[str] = mapped_column(String(50), default="", server_default="")
