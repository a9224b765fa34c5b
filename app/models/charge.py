"""What is billed beside licenses' own prices: recurring line items and one-off charges."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.booking import Booking
from app.models.booking_extra import BookingExtra
from app.models.license import License
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.product import Product


class LineItem(Entity):
    """A recurring charge. One that a license made has no price of its own: the rules price the license (P1-P8)."""

    __tablename__ = "line_item"
    __table_args__ = (
        CheckConstraint("(license_id IS NULL) = (price_cents IS NOT NULL)", name="priced_by_license_or_by_hand"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("line_item_billing", "location_id", "organisation_id"),
        Index("one_line_item_a_license", "license_id", unique=True, postgresql_where=text("license_id IS NOT NULL")),
    )

    code: Mapped[str] = mapped_column(String(60), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    license_id: Mapped[int | None] = mapped_column(ForeignKey("license.id"))
    description: Mapped[str] = mapped_column(String(500))
    price_cents: Mapped[int | None] = mapped_column(BigInteger)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    xero_item_code: Mapped[str] = mapped_column(String(30), default="", server_default="")

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    license: Mapped[License | None] = relationship()

    def __str__(self) -> str:
        return self.description


class Adhoc(Entity):
    """A one-off charge, or a credit by a negative unit price, exclusive of VAT.

    `kept_from_id` is the part of a deposit that pays it; `booking_id` the booking that no credits pay, or not in full. `claws_back_id` is the license whose
    commitment discount it charges back, as it was given up to the day `clawed_until` (P7). `extra_id` is what it charges of a booking beside its room.
    """

    __tablename__ = "adhoc"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        CheckConstraint("(claws_back_id IS NULL) = (clawed_until IS NULL)", name="claws_back_until_a_day"),
        CheckConstraint("claws_back_id IS NULL OR unit_price_cents > 0", name="claws_back_something"),
        Index("charges_back_of_license", "claws_back_id", postgresql_where=text("claws_back_id IS NOT NULL")),
        Index("adhoc_waiting", "location_id", "organisation_id", "date", postgresql_where=text("invoiced_at IS NULL")),
        Index("charges_of_extra", "extra_id", postgresql_where=text("extra_id IS NOT NULL")),
        Index("charges_of_booking", "booking_id", postgresql_where=text("booking_id IS NOT NULL")),
        Index("one_charge_a_kept_part", "kept_from_id", unique=True, postgresql_where=text("kept_from_id IS NOT NULL")),
    )

    code: Mapped[str] = mapped_column(String(60), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    date: Mapped[dt.date]
    description: Mapped[str] = mapped_column(String(500))
    quantity: Mapped[Decimal] = mapped_column(Numeric(12, 4), default=Decimal(1), server_default="1")
    unit_price_cents: Mapped[int] = mapped_column(BigInteger)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    invoiced_at: Mapped[dt.datetime | None]
    kept_from_id: Mapped[int | None] = mapped_column(ForeignKey("deposit_movement.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    extra_id: Mapped[int | None] = mapped_column(ForeignKey("booking_extra.id"))
    claws_back_id: Mapped[int | None] = mapped_column(ForeignKey("license.id"))
    clawed_until: Mapped[dt.date | None]

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    product: Mapped[Product | None] = relationship()
    booking: Mapped[Booking | None] = relationship()
    extra: Mapped[BookingExtra | None] = relationship()
    claws_back: Mapped[License | None] = relationship()

    def __str__(self) -> str:
        return self.description
