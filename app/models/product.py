"""Product: sold in the shop; its type decides the fulfilment (U4)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.rules.extras import MOST
from app.rules.units import Unit


class VatPoint(StrEnum):
    """When a credit is taxed: as it is sold or as it is used, never both (P10)."""

    SALE = "sale"
    REDEMPTION = "redemption"


class Product(Entity):
    """Without a location it is sold in the whole network, at the prices of the headquarters.

    A buyer's credits end `credit_days` after they came; empty: never. `stuff_pays` and `space_pays` say which credits may pay for it (U2).
    `days`: it brings that many days in the house, a day pass, and no credits; `credit_days` is then how long they may be used.
    `extra_most`: it is no ware of the shop but an extra of bookings at its location, coffee or a projector, and each may have so many of it.
    """

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("price_cents >= 0 AND (credit_cents IS NULL OR credit_cents >= 0)", name="amounts_are_not_negative"),
        CheckConstraint("days > 0", name="brings_days"),
        CheckConstraint("credit_days IS NULL OR credit_days BETWEEN 1 AND 3650", name="credit_lasts_days"),
        CheckConstraint(f"extra_most BETWEEN 1 AND {MOST}", name="extra_has_a_limit"),
        CheckConstraint(
            "extra_most IS NULL OR (location_id IS NOT NULL AND type = 'stuff' AND coalesce(credit_cents, 0) = 0 AND days IS NULL)",
            name="extra_is_a_thing_of_a_place",
        ),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[Unit]
    price_cents: Mapped[int] = mapped_column(BigInteger)
    price_includes_vat: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    vat_point: Mapped[VatPoint] = mapped_column(default=VatPoint.SALE, server_default="sale")
    credit_cents: Mapped[int | None] = mapped_column(BigInteger)
    credit_days: Mapped[int | None]
    stuff_pays: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    space_pays: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    days: Mapped[int | None]
    extra_most: Mapped[int | None]
    xero_item_code: Mapped[str] = mapped_column(String(30), default="", server_default="")
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))

    location: Mapped[Location | None] = relationship()

    def __str__(self) -> str:
        return self.name
