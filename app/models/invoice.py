"""Invoice: what one organisation owes one location; frozen from approval on, undone only by a credit note."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.month import Month
from app.core.states import Machine
from app.models.document import Document
from app.models.document_line import DocumentLine
from app.models.invoice_run import InvoiceRun
from app.models.license import License
from app.models.location import Location
from app.models.organisation import Organisation


class InvoiceStatus(StrEnum):
    DRAFT = "draft"
    LOCKED = "subscription_locked"
    SENT = "sent"
    PART_PAID = "part_paid"
    PAID = "paid"
    CREDITED = "credited"
    VOID = "void"


class InvoiceKind(StrEnum):
    MONTHLY = "monthly"
    PURCHASE = "purchase"
    MANUAL = "manual"


S = InvoiceStatus
# All that the lists of debtors ask of an invoice: they read it from the index of what is not settled, and not the documents.
OPEN = ("id", "organisation_id", "currency", "issued_on", "status", "kind", "number", "total_cents", "credited_cents", "paid_cents")


class Invoice(Entity):
    """Amounts in cents. `seller` and `buyer` are the names, addresses and VAT numbers of the approval day (P9)."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'void') OR number IS NOT NULL", name="approved_has_number"),
        CheckConstraint("total_cents = net_cents + vat_cents", name="total_is_net_and_vat"),
        CheckConstraint("total_cents >= 0", name="never_negative"),
        CheckConstraint("credited_cents BETWEEN 0 AND total_cents AND paid_cents >= 0", name="credited_within_total"),
        CheckConstraint("status <> 'void' OR void_reason <> ''", name="void_has_reason"),
        Index(
            "one_invoice_a_month",
            "organisation_id",
            "location_id",
            "month",
            unique=True,
            postgresql_where=text("kind = 'monthly' AND status <> 'void'"),
        ),
        Index("invoice_of_location", "location_id", "month"),
        Index("invoice_locked", "organisation_id", "location_id", postgresql_where=text("status = 'subscription_locked'")),
        Index("invoice_unsettled", "organisation_id", postgresql_where=text("total_cents - credited_cents - paid_cents <> 0")),
        Index("invoice_by_due", "due_on", "id"),
        Index("invoice_by_total", "total_cents", "id"),
        Index("invoice_of_location_newest", "location_id", "id"),
        Index("invoice_of_location_by_number", "location_id", "number"),
        Index("invoice_of_location_by_total", "location_id", "total_cents"),
        Index("invoice_of_location_by_due", "location_id", "due_on"),
        Index(
            "invoice_open",
            "location_id",
            "due_on",
            postgresql_include=OPEN,
            postgresql_where=text("total_cents - credited_cents - paid_cents <> 0"),
        ),
        Index("invoice_number_trgm", "number", postgresql_using="gin", postgresql_ops={"number": "gin_trgm_ops"}),
    )

    if TYPE_CHECKING:  # answered in app/models/to_decide.py; only who looks for them asks
        to_decide: Mapped[bool]

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_run.id"), index=True)
    kind: Mapped[InvoiceKind] = mapped_column(default=InvoiceKind.MONTHLY, server_default="monthly")
    month: Mapped[Month]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    status: Mapped[InvoiceStatus] = mapped_column(default=S.DRAFT, server_default="draft")
    currency: Mapped[str] = mapped_column(String(3))
    issued_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    net_cents: Mapped[int] = mapped_column(BigInteger)
    vat_cents: Mapped[int] = mapped_column(BigInteger)
    total_cents: Mapped[int] = mapped_column(BigInteger)
    credited_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    paid_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    reference: Mapped[str] = mapped_column(String(60), default="", server_default="")
    seller: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    locked_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    send_wanted_at: Mapped[dt.datetime | None]
    xero_id: Mapped[str | None] = mapped_column(String(40))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    void_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    run: Mapped[InvoiceRun | None] = relationship()
    document: Mapped[Document | None] = relationship()
    lines: Mapped[list[InvoiceLine]] = relationship(back_populates="invoice", order_by="InvoiceLine.position", passive_deletes="all")

    moves = Machine(
        approve=(S.DRAFT, S.LOCKED),
        send=(S.LOCKED, S.SENT),
        pay=({S.SENT, S.PART_PAID}, S.PAID),
        pay_partly=({S.SENT, S.PART_PAID}, S.PART_PAID),
        owe_again=({S.PART_PAID, S.PAID}, S.PART_PAID),
        owe_all=({S.PART_PAID, S.PAID}, S.SENT),
        credit=({S.SENT, S.PART_PAID, S.PAID}, S.CREDITED),
        void=({S.DRAFT, S.LOCKED}, S.VOID),
        withdraw=(S.SENT, S.VOID),  # a purchase that nobody paid, and nobody received
    )

    @property
    def due_cents(self) -> int:
        """What is still owed; of a void invoice nothing."""
        return 0 if self.status is InvoiceStatus.VOID else self.total_cents - self.credited_cents - self.paid_cents

    def __str__(self) -> str:
        return self.number or f"Draft for {self.organisation}"


class InvoiceLine(DocumentLine, Record):
    """`key` says which charge this is, so that none is billed twice (I4); a void invoice gives its keys back.

    A billed license is kept by a trigger instead of a foreign key, which would lock and rewrite every license of an approval.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (
        Index("line_of_invoice", "invoice_id", "position", unique=True),
        Index("one_line_a_charge", "key", unique=True, postgresql_where=text("key IS NOT NULL")),
        Index("line_of_license", "license_id", "service_month"),
        Index("line_of_adhoc", "adhoc_id", postgresql_where=text("adhoc_id IS NOT NULL")),
        Index("line_of_deposit", "deposit_id", postgresql_where=text("deposit_id IS NOT NULL")),
        CheckConstraint("kind NOT IN ('license') OR license_id IS NOT NULL", name="license_line_has_license"),
        CheckConstraint("(kind = 'deposit') = (deposit_id IS NOT NULL)", name="deposit_line_has_deposit"),
    )

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    key: Mapped[str | None] = mapped_column(String(120))
    license_id: Mapped[int | None] = mapped_column(BigInteger)
    line_item_id: Mapped[int | None] = mapped_column(ForeignKey("line_item.id"))
    adhoc_id: Mapped[int | None] = mapped_column(ForeignKey("adhoc.id"))
    deposit_id: Mapped[int | None] = mapped_column(ForeignKey("deposit.id"))

    invoice: Mapped[Invoice] = relationship(back_populates="lines")
    license: Mapped[License | None] = relationship(primaryjoin="foreign(InvoiceLine.license_id) == License.id", viewonly=True)

    def __str__(self) -> str:
        return self.description
