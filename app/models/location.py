"""Location: a building with its own zone, currency, tax identity, number series and mail habits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.entity import Entity
from app.rules.document_number import BEGINNING, CREDIT
from app.rules.policy import Proration

if TYPE_CHECKING:
    from app.models.xero_connection import XeroConnection


class MailMode(StrEnum):
    """What happens to documents and invitations of this location; letters about an account in use always go to its person."""

    NORMAL = "normal"
    SILENT = "silent"
    REDIRECT = "redirect"


class Location(Entity):
    """`access_points` are the network addresses, with commas between, whose WiFi tells who is there; `guest_wifi_group` is where guests land."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_is_iso"),
        CheckConstraint(f"invoice_prefix ~ '^{BEGINNING}$' AND invoice_prefix !~ '{CREDIT}$'", name="numbers_begin_well"),
        CheckConstraint("payment_days BETWEEN 0 AND 365", name="payment_days_in_a_year"),
        CheckConstraint("half_day_percent BETWEEN 0 AND 100 AND full_day_percent BETWEEN 0 AND 100", name="tiers_are_percent"),
        CheckConstraint("referral_cents >= 0 AND referral_days > 0", name="referral_makes_sense"),
        CheckConstraint("mail_mode <> 'redirect' OR redirect_email IS NOT NULL", name="redirect_has_address"),
        Index("one_headquarters", "is_headquarters", unique=True, postgresql_where=text("is_headquarters")),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(10), default="en", server_default="en")
    currency: Mapped[str] = mapped_column(String(3))
    country: Mapped[str] = mapped_column(String(2))
    is_headquarters: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    address: Mapped[str] = mapped_column(String(500), default="", server_default="")
    legal_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    vat_registered: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    registration_number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    vat_number: Mapped[str] = mapped_column(String(40), default="", server_default="")
    bank_details: Mapped[str] = mapped_column(String(500), default="", server_default="")
    invoice_prefix: Mapped[str] = mapped_column(String(12))
    payment_days: Mapped[int] = mapped_column(default=7, server_default="7")
    due_on_working_day: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    proration: Mapped[Proration] = mapped_column(default=Proration.ACTUAL, server_default="actual")
    second_approver_above_cents: Mapped[int | None]
    manager_email: Mapped[str] = mapped_column(String(255), default="", server_default="")
    staff_emails: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    sender_email: Mapped[str] = mapped_column(String(255), default="", server_default="")
    mail_mode: Mapped[MailMode] = mapped_column(default=MailMode.NORMAL, server_default="normal")
    redirect_email: Mapped[str | None] = mapped_column(String(255))
    xero_connection_id: Mapped[int | None] = mapped_column(ForeignKey("xero_connection.id"))
    xero_tracking: Mapped[str] = mapped_column(String(100), default="", server_default="")
    xero_account_code: Mapped[str] = mapped_column(String(10), default="200", server_default="200")
    xero_deposit_account_code: Mapped[str] = mapped_column(String(10), default="", server_default="")
    xero_card_account_code: Mapped[str] = mapped_column(String(10), default="", server_default="")
    xero_eft_account_code: Mapped[str] = mapped_column(String(10), default="", server_default="")
    xero_wallet_account_code: Mapped[str] = mapped_column(String(10), default="", server_default="")
    peak_start: Mapped[dt.time] = mapped_column(default=dt.time(8), server_default="08:00")
    peak_end: Mapped[dt.time] = mapped_column(default=dt.time(17), server_default="17:00")
    half_day_percent: Mapped[Decimal] = mapped_column(Numeric(6, 3), default=Decimal(10), server_default="10")
    full_day_percent: Mapped[Decimal] = mapped_column(Numeric(6, 3), default=Decimal(20), server_default="20")
    price_cap: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    wifi_network: Mapped[str] = mapped_column(String(32), default="", server_default="")
    guest_wifi_group: Mapped[str] = mapped_column(String(100), default="", server_default="")
    access_points: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    welcome_text: Mapped[str] = mapped_column(String(4000), default="", server_default="")
    opening_hours: Mapped[str] = mapped_column(String(500), default="", server_default="")
    referral_cents: Mapped[int] = mapped_column(BigInteger, default=50000, server_default="50000")
    referral_days: Mapped[int] = mapped_column(default=90, server_default="90")
    takes_sign_ups: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    logo: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    xero_connection: Mapped[XeroConnection | None] = relationship()

    def __str__(self) -> str:
        return self.name
