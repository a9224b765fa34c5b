"""Membership: a tier of a location, with price versions that are superseded and never updated (P1)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ColumnElement, ForeignKey, Index, Numeric, String, any_, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.models.room import RoomKind
from app.rules.access import USUAL_GROUP
from app.rules.units import Unit


class QuotaFrequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ANNUALLY = "annually"


class Membership(Entity):
    """`included_primary`: how many licenses of an organisation pay the primary price; empty = 1, 0 = none (P2, P13). Once it was billed it stays, and a price
    from a later day says another number.

    Each license brings its quota every period (W7): to its person, or to the organisation that shares it (`quota_is_shared`), good
    for every room, or only for those of this location (`quota_here_only`) or of one kind. Its periods are the calendar's, or each license's own from its first day on (`quota_from_start`).

    A newcomer is asked for a deposit of `deposit_months` times the license's monthly price, or of `deposit_cents`.
    `days_a_month`: on how many days of a calendar month its people may be there; empty: on every day. A day beyond is taken from a day pass, and
    without one is charged at `extra_day_cents`, exclusive of VAT; empty: not charged, and the desk is told.
    Whoever leaves gives notice of `notice_months` whole calendar months, or of `notice_days`; both empty: of none.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("included_primary IS NULL OR included_primary >= 0", name="included_primary_is_not_negative"),
        CheckConstraint("deposit_months IS NULL OR deposit_cents IS NULL", name="deposit_is_months_or_amount"),
        CheckConstraint("coalesce(deposit_months, 0) >= 0 AND coalesce(deposit_cents, 0) >= 0", name="deposit_is_not_negative"),
        CheckConstraint("notice_months IS NULL OR notice_days IS NULL", name="notice_is_months_or_days"),
        CheckConstraint("coalesce(notice_months, 0) >= 0 AND coalesce(notice_days, 0) >= 0", name="notice_is_not_negative"),
        CheckConstraint("coalesce(days_a_month, 0) >= 0 AND coalesce(extra_day_cents, 0) >= 0", name="days_are_not_negative"),
        CheckConstraint("room_discount_percent BETWEEN 0 AND 100", name="room_discount_is_percent"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    included_primary: Mapped[int | None]
    xero_item_code: Mapped[str] = mapped_column(String(30), default="", server_default="")
    quota_unit: Mapped[Unit | None]
    quota_cents: Mapped[int | None] = mapped_column(BigInteger)
    quota_frequency: Mapped[QuotaFrequency | None]
    quota_is_shared: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    quota_here_only: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    quota_room_kind: Mapped[RoomKind | None]
    quota_from_start: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    room_discount_percent: Mapped[Decimal] = mapped_column(Numeric(6, 3), default=Decimal(0), server_default="0")
    wifi_group: Mapped[str] = mapped_column(String(100), default="", server_default="")
    door_groups: Mapped[str] = mapped_column(String(500), default="", server_default="")
    deposit_months: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    deposit_cents: Mapped[int | None] = mapped_column(BigInteger)
    notice_months: Mapped[int | None]
    notice_days: Mapped[int | None]
    days_a_month: Mapped[int | None]
    extra_day_cents: Mapped[int | None] = mapped_column(BigInteger)
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))

    location: Mapped[Location] = relationship()
    prices: Mapped[list[MembershipPrice]] = relationship(
        back_populates="membership", order_by="MembershipPrice.valid_from.nulls_first()", passive_deletes="all"
    )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def gives_wifi(cls, group: Any) -> ColumnElement[bool]:
        """It puts people into the WiFi group of that name; one that names none, into the usual one."""
        return func.coalesce(func.nullif(func.btrim(cls.wifi_group), ""), USUAL_GROUP) == group

    @classmethod
    def gives_doors(cls, group: Any) -> ColumnElement[bool]:
        """It opens the door group of that name."""
        named = func.regexp_split_to_array(func.btrim(cls.door_groups), r"\s*;\s*", type_=ARRAY(String))
        return group == any_(named)


class MembershipPrice(Entity):
    """A price from a day on; `valid_from` empty = always. Entered late it reaches back into invoiced months only when `retroactive` (P11).

    `included_primary`: from that day on so many licenses of an organisation pay the primary price; empty = as many as before.
    """

    __tablename__ = "membership_price"
    __table_args__ = (
        CheckConstraint("primary_cents >= 0 AND extra_cents >= 0", name="prices_are_not_negative"),
        CheckConstraint("included_primary IS NULL OR included_primary >= 0", name="included_primary_is_not_negative"),
        Index("one_price_a_day", "membership_id", "valid_from", unique=True, postgresql_nulls_not_distinct=True),
    )

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    valid_from: Mapped[dt.date | None]
    primary_cents: Mapped[int] = mapped_column(BigInteger)
    extra_cents: Mapped[int] = mapped_column(BigInteger)
    included_primary: Mapped[int | None]
    retroactive: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    membership: Mapped[Membership] = relationship(back_populates="prices")

    def __str__(self) -> str:
        return f"{self.membership} from {self.valid_from or 'the start'}"
