"""BookingExtra: what somebody wants beside the room, coffee for eight or a projector."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Record
from app.models.booking import Booking
from app.models.product import Product
from app.rules.extras import MOST


class BookingExtra(Record):
    """So many of a product at a booking, paid on the next invoice of its organisation and never by credits. None of it is left at 0.

    `unit_price_cents` is the price at which it was promised, with or without VAT as `price_includes_vat` says. `charged_cents` is what it costs now,
    VAT-inclusive: the price, or the fee once it is given back; nothing while the booking is only held. Its charges come to `net_cents`, which bear no VAT yet
    (B2.extras). `least_cents` is a fee that another quantity or a move may not undercut (B8).
    """

    __tablename__ = "booking_extra"
    __table_args__ = (
        Index("one_row_an_extra", "booking_id", "product_id", unique=True),
        CheckConstraint(f"quantity BETWEEN 0 AND {MOST} AND unit_price_cents >= 0", name="price_makes_sense"),
        CheckConstraint("charged_cents >= net_cents AND net_cents >= 0 AND least_cents >= 0", name="charges_make_sense"),
    )

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[int]
    unit_price_cents: Mapped[int] = mapped_column(BigInteger)
    price_includes_vat: Mapped[bool]
    charged_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    net_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    least_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))

    booking: Mapped[Booking] = relationship(back_populates="extras")
    product: Mapped[Product] = relationship(lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        return f"{self.quantity} \N{MULTIPLICATION SIGN} {self.product}"
