"""License: binds a user, an organisation, a membership and a space from a date until a date; the unit that is billed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.versions import version_of
from app.models.location import Location
from app.models.membership import Membership
from app.models.organisation import Organisation
from app.models.space import Space
from app.rules.notice import last_day_under_notice

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class Agreed:
    """What is agreed about a license's price: cents a month without VAT, first and last days inclusive."""

    commitment_months: Mapped[int | None]
    commitment_start: Mapped[dt.date | None]
    custom_price_cents: Mapped[int | None] = mapped_column(BigInteger)
    custom_price_end: Mapped[dt.date | None]
    custom_price_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    custom_price_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    net_price: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class License(Agreed, Entity):
    """First and last day are inclusive local dates. Another membership or location is another license, linked by `replaces`.

    `touched_at` is raised by triggers whenever anything that prices it moves (the license itself, its pauses, prices and former agreements,
    discounts, retroactive membership prices), so that corrections look only where something changed (P11).
    """

    __tablename__ = "license"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("custom_price_cents IS NULL OR custom_price_cents >= 0", name="custom_price_is_not_negative"),
        CheckConstraint("commitment_months IS NULL OR commitment_months >= 0", name="commitment_is_not_negative"),
        Index("license_by_start", "starts_on", "id"),
        Index("license_by_end", "ends_on", "id"),
        Index("license_code_trgm", "code", postgresql_using="gin", postgresql_ops={"code": "gin_trgm_ops"}),
        Index("license_billing", "location_id", "organisation_id", "starts_on"),
    )

    code: Mapped[str] = mapped_column(String(60), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), index=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    end_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    escalation_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    escalation_date: Mapped[dt.date | None]
    occupancy_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("license.id"), index=True)
    touched_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))

    location: Mapped[Location] = relationship()
    organisation: Mapped[Organisation] = relationship()
    user: Mapped[FoyerUser | None] = relationship()
    membership: Mapped[Membership] = relationship()
    space: Mapped[Space] = relationship()
    replaces: Mapped[License | None] = relationship(
        remote_side="License.id", foreign_keys="License.replaces_id", back_populates="replaced_by"
    )
    replaced_by: Mapped[list[License]] = relationship(back_populates="replaces", order_by="License.starts_on", passive_deletes="all")
    pauses: Mapped[list[LicensePause]] = relationship(back_populates="license", order_by="LicensePause.starts_on", passive_deletes="all")
    agreements: Mapped[list[LicenseAgreement]] = relationship(
        back_populates="license", order_by="LicenseAgreement.ends_on", passive_deletes="all"
    )

    @property
    def agreed_since(self) -> dt.date:
        """The first day on which its price, commitment and discounts hold as they stand here."""
        return self.agreements[-1].ends_on + dt.timedelta(days=1) if self.agreements else self.starts_on

    @property
    def version(self) -> str:
        """What a page shows of it; another one once it, a pause of it or what was agreed before has changed."""
        return version_of(self, *self.pauses, *self.agreements)

    def earliest_end(self, given_on: dt.date) -> dt.date | None:
        """The first last day that keeps the membership's notice when it is given on that day; None when there is no notice to keep."""
        months, days = self.membership.notice_months, self.membership.notice_days
        return max(self.starts_on, last_day_under_notice(given_on, months=months, days=days)) if months or days else None

    def __str__(self) -> str:
        return self.code


class LicensePause(Entity):
    """Days inclusive on which a license is neither used nor billed; an open pause has no last day."""

    __tablename__ = "license_pause"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("one_pause_a_day", "license_id", "starts_on", unique=True),
    )

    license_id: Mapped[int] = mapped_column(ForeignKey("license.id"))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]

    license: Mapped[License] = relationship(back_populates="pauses")


class LicenseAgreement(Agreed, Entity):
    """What was agreed about a license's price until a day, that day included; what was agreed next holds from the day after, at last what the license itself says (P11)."""

    __tablename__ = "license_agreement"
    __table_args__ = (Index("one_agreement_a_day", "license_id", "ends_on", unique=True),)

    license_id: Mapped[int] = mapped_column(ForeignKey("license.id"))
    ends_on: Mapped[dt.date]

    license: Mapped[License] = relationship(back_populates="agreements")


class LicensePrice(Entity):
    """A price version of one license, written by an escalation (P6) and never changed; one that `restores` supersedes the rise of the same day."""

    __tablename__ = "license_price"
    __table_args__ = (
        CheckConstraint("primary_cents >= 0 AND extra_cents >= 0", name="prices_are_not_negative"),
        Index("one_license_price_a_day", "license_id", "valid_from", "restores", unique=True),
    )

    license_id: Mapped[int] = mapped_column(ForeignKey("license.id"))
    valid_from: Mapped[dt.date]
    primary_cents: Mapped[int] = mapped_column(BigInteger)
    extra_cents: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    escalation_id: Mapped[int | None] = mapped_column(ForeignKey("escalation.id"), index=True)
    restores: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    license: Mapped[License] = relationship()
