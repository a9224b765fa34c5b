"""Organisation: the company, or sole member, that is invoiced."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location


class OrganisationStatus(StrEnum):
    PROSPECT = "prospect"
    PENDING = "pending"
    ACTIVE = "active"
    INACTIVE = "inactive"
    OFFBOARDED = "offboarded"
    DECLINED = "declined"
    ABANDONED = "abandoned"


S = OrganisationStatus


class Organisation(Entity):
    """`invoice_email` and `accounting_email` may hold several addresses, separated by `;`.

    `rooms_on_invoice`: what credits do not pay of a booking goes to the next invoice (W3); otherwise it is refused.
    `buys_on_account`: its people may put what they buy in the shop on the next invoice (U2).
    `status_by_hand`: somebody set the status, and it stays until the licenses say the same (app/rules/organisation_status.py).
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_is_iso"),
        CheckConstraint("payment_days IS NULL OR payment_days BETWEEN 0 AND 365", name="payment_days_in_a_year"),
        CheckConstraint("escalation_percent IS NULL OR escalation_percent BETWEEN 0 AND 100", name="escalation_is_percent"),
        Index("organisation_name_trgm", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        Index("organisation_code_trgm", "code", postgresql_using="gin", postgresql_ops={"code": "gin_trgm_ops"}),
        Index("organisation_words_trgm", text("(name || ' ' || code) gin_trgm_ops"), postgresql_using="gin"),
        Index("organisation_name_prefix", text("lower(name)"), postgresql_ops={"lower(name)": "text_pattern_ops"}),
        Index("organisation_by_status", "status", "id"),
        Index("organisation_by_name", "name", "id"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    status: Mapped[OrganisationStatus] = mapped_column(default=S.ACTIVE, server_default="active")
    status_by_hand: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    invoice_email: Mapped[str] = mapped_column(String(500), default="", server_default="")
    accounting_email: Mapped[str] = mapped_column(String(500), default="", server_default="")
    currency: Mapped[str] = mapped_column(String(3))
    address: Mapped[str] = mapped_column(String(500), default="", server_default="")
    vat_number: Mapped[str] = mapped_column(String(40), default="", server_default="")
    registration_number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    payment_days: Mapped[int | None]
    auto_pay: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    rooms_on_invoice: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    buys_on_account: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    allowed_payments: Mapped[str] = mapped_column(String(200), default="", server_default="")
    escalation_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    escalation_date: Mapped[dt.date | None]

    location: Mapped[Location] = relationship()

    moves = Machine(
        welcome=({S.PROSPECT, S.PENDING}, S.ACTIVE),
        await_approval=(S.PROSPECT, S.PENDING),
        pause=(S.ACTIVE, S.INACTIVE),
        resume=({S.INACTIVE, S.OFFBOARDED}, S.ACTIVE),
        offboard=({S.ACTIVE, S.INACTIVE}, S.OFFBOARDED),
        decline=({S.PROSPECT, S.PENDING}, S.DECLINED),
        abandon=({S.PROSPECT, S.PENDING}, S.ABANDONED),
    )

    def __str__(self) -> str:
        return self.name


class OpeningBalance(Entity):
    """What an organisation owed in the system that Foyer replaced."""

    __tablename__ = "opening_balance"
    __table_args__ = (Index("one_balance_a_document", "organisation_id", "document", unique=True),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    date: Mapped[dt.date]
    document: Mapped[str] = mapped_column(String(60))
    amount_due_cents: Mapped[int] = mapped_column(BigInteger)

    organisation: Mapped[Organisation] = relationship()
