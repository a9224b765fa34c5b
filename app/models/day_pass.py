"""DayPass: days in the house that were bought; and DayUse: what a member's day at a location was taken from."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.charge import Adhoc
from app.models.check_in import CheckIn
from app.models.license import License
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.product import Product

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class DayPass(Entity):
    """`days` of which `used` are gone, for one person or for anybody of the organisation, at one location or (without one) in the network.
    `valid_until` is its last day; empty: it does not end. `key` is what brought it, once: `fulfil:<line>`, or a desk's own."""

    __tablename__ = "day_pass"
    __table_args__ = (
        CheckConstraint("used BETWEEN 0 AND days AND days > 0", name="uses_no_more_than_it_has"),
        Index("day_passes_left", "organisation_id", "valid_until", postgresql_where=text("used < days")),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    days: Mapped[int]
    used: Mapped[int] = mapped_column(default=0, server_default="0")
    valid_until: Mapped[dt.date | None]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    made_by: Mapped[str] = mapped_column(String(200))

    organisation: Mapped[Organisation] = relationship()
    user: Mapped[FoyerUser | None] = relationship()
    location: Mapped[Location | None] = relationship()
    product: Mapped[Product | None] = relationship()

    def __str__(self) -> str:
        return f"{self.days - self.used} of {self.days} days of {self.user or self.organisation}"


class DayTakenFrom(StrEnum):
    """`membership`: it allows days, and this is one of them; `nothing`: there was nothing to take it from, and the desk is told."""

    MEMBERSHIP = "membership"
    PASS = "pass"  # noqa: S105 - a day pass
    CHARGE = "charge"
    NOTHING = "nothing"


class DayUse(Entity):
    """A member was there on a day, by the location's calendar: one row however often they came and went. A charge that is taken back leaves the day as it was."""

    __tablename__ = "day_use"
    __table_args__ = (
        Index("one_use_a_day", "user_id", "location_id", "day", unique=True),
        Index("days_of_license", "license_id", "day"),
        CheckConstraint("(taken_from = 'pass') = (day_pass_id IS NOT NULL)", name="pass_is_named"),
        CheckConstraint("adhoc_id IS NULL OR taken_from = 'charge'", name="charge_is_of_a_day"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    day: Mapped[dt.date]
    taken_from: Mapped[DayTakenFrom]
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_in.id", ondelete="SET NULL"), index=True)
    license_id: Mapped[int | None] = mapped_column(ForeignKey("license.id"))
    day_pass_id: Mapped[int | None] = mapped_column(ForeignKey("day_pass.id"), index=True)
    adhoc_id: Mapped[int | None] = mapped_column(ForeignKey("adhoc.id", ondelete="SET NULL"), unique=True)

    user: Mapped[FoyerUser] = relationship()
    location: Mapped[Location] = relationship()
    check_in: Mapped[CheckIn | None] = relationship()
    license: Mapped[License | None] = relationship()
    day_pass: Mapped[DayPass | None] = relationship()
    charge: Mapped[Adhoc | None] = relationship()

    def __str__(self) -> str:
        return f"{self.user} on {self.day}"
