"""DocumentLine: the columns that an invoice line and a credit note line share; frozen from approval on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.month import Month


class LineKind(StrEnum):
    """A `deposit` is no revenue: it is left out wherever revenue is counted."""

    LICENSE = "license"
    RECURRING = "recurring"
    CORRECTION = "correction"
    ADHOC = "adhoc"
    DEPOSIT = "deposit"
    MANUAL = "manual"


class DocumentLine:
    """Amounts in cents of the document's currency; together the columns trace `net` to the cent (P13).

    `before_days` are days of earlier segments rounded together with this one (P4). A correction has `price_cents` as what
    was expected, `billed_cents` as what had been billed, and `parts` as the priced lines behind what was expected.
    """

    position: Mapped[int]
    kind: Mapped[LineKind]
    description: Mapped[str] = mapped_column(String(1000))
    service_month: Mapped[Month]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    days: Mapped[int | None]
    of_days: Mapped[int | None]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    price_cents: Mapped[int | None] = mapped_column(BigInteger)
    role: Mapped[str | None] = mapped_column(String(10))
    factors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    before_days: Mapped[int] = mapped_column(default=0, server_default="0")
    billed_cents: Mapped[int | None] = mapped_column(BigInteger)
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    net_cents: Mapped[int] = mapped_column(BigInteger)
    vat_cents: Mapped[int] = mapped_column(BigInteger)
    vat_percent: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    tax_type: Mapped[str] = mapped_column(String(50), server_default="")
    item_code: Mapped[str] = mapped_column(String(30), server_default="")
    xero_line_id: Mapped[str | None] = mapped_column(String(40))

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents
