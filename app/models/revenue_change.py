"""RevenueChange: a license's monthly recurring revenue in the months in which it differs from the month before; and how far that is known."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Record
from app.core.month import Month
from app.models.license import License
from app.models.location import Location
from app.models.organisation import Organisation


class RevenueChange(Record):
    """Cents in the location's currency, without VAT, of rules/recurring_revenue.py. The sum of all differences up to a month is its revenue.

    Worked out by a job, and wholly again each night: nothing is decided by it, and a fresh computation is the same.
    """

    __tablename__ = "revenue_change"
    __table_args__ = (
        CheckConstraint("before_cents >= 0 AND cents >= 0 AND before_cents <> cents", name="revenue_differs"),
        Index("one_revenue_change_a_month", "license_id", "month", unique=True),
        Index("revenue_of_organisation", "organisation_id", "location_id", "month"),
        Index("revenue_of_location", "location_id", "month"),
    )

    license_id: Mapped[int] = mapped_column(ForeignKey("license.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    month: Mapped[Month]
    before_cents: Mapped[int] = mapped_column(BigInteger)
    cents: Mapped[int] = mapped_column(BigInteger)

    license: Mapped[License] = relationship()
    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()


class RevenueReading(Record):
    """Up to which month a location's revenue is worked out, which licenses' changes are in it (`read_at`), and when all of it was last worked out anew."""

    __tablename__ = "revenue_reading"

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), unique=True)
    through: Mapped[Month]
    read_at: Mapped[dt.datetime]
    anew_at: Mapped[dt.datetime]

    location: Mapped[Location] = relationship()
