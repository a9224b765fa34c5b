"""XeroHeld: what Xero holds of invoices, credit notes, over-payments and payments, as it was last read; XeroReading: when that was."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record
from app.rules.reconcile import FactKind


class XeroHeld(Record):
    """Cents of the company's currency. `number` is the document's, of a payment its reference; `of_xero_id` is the document of a payment."""

    __tablename__ = "xero_held"
    __table_args__ = (
        Index("one_row_a_thing_there", "xero_connection_id", "xero_id", unique=True),
        Index("held_of_document", "xero_connection_id", "of_xero_id"),
    )

    xero_connection_id: Mapped[int] = mapped_column(ForeignKey("xero_connection.id"))
    kind: Mapped[FactKind]
    xero_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(255), default="", server_default="")
    status: Mapped[str] = mapped_column(String(20))
    total_cents: Mapped[int] = mapped_column(BigInteger)
    open_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    dated: Mapped[dt.date]
    of_xero_id: Mapped[str | None] = mapped_column(String(40))


class XeroReading(Record):
    """The next reading asks for what changed after `changed_since`; `read_at` is when the last whole one began."""

    __tablename__ = "xero_reading"
    __table_args__ = (Index("one_reading_a_kind", "xero_connection_id", "kind", unique=True),)

    xero_connection_id: Mapped[int] = mapped_column(ForeignKey("xero_connection.id"))
    kind: Mapped[FactKind]
    changed_since: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime]
