"""Discount: a manual percentage; it applies where all its filled columns match (P5, P13)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.license import License
from app.models.membership import Membership
from app.models.organisation import Organisation
from app.models.product import Product


class Discount(Entity):
    __tablename__ = "discount"
    __table_args__ = (
        CheckConstraint("percent >= 0 AND percent <= 100", name="percent_is_percent"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("num_nonnulls(organisation_id, license_id, membership_id, product_id) > 0", name="applies_to_something"),
    )

    code: Mapped[str] = mapped_column(String(60), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    license_id: Mapped[int | None] = mapped_column(ForeignKey("license.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    percent: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(String(500))
    granted_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    organisation: Mapped[Organisation | None] = relationship()
    license: Mapped[License | None] = relationship()
    membership: Mapped[Membership | None] = relationship()
    product: Mapped[Product | None] = relationship()

    @property
    def applies_to(self) -> str:
        """What else it is limited to beside its organisation; empty when it takes everything that the organisation pays."""
        return ", ".join(str(each) for each in (self.license, self.membership, self.product) if each is not None)

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} % {self.reason}"
