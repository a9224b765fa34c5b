"""Escalation: the yearly rise of one license's price, proposed for a person to approve, each year by itself (P6)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.account_letter import AccountLetter
from app.models.license import License
from app.models.location import Location
from app.models.organisation import Organisation


class EscalationStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    UNDONE = "undone"


S = EscalationStatus


class Escalation(Entity):
    """`due_on` with the license is its key; the price holds from `valid_from` on, which a setting moves to the 1st of a month.

    Prices in cents a month. The three sums are the license's net in the first whole month under the new price, discounts included: as it would be
    without the rise, with it while the commitment lasts (`renewed_cents`), and with it as things stand (`then_cents`); the last two differ where the
    discount of a commitment ends by then, of `commitment_percent` after `commitment_ends_on`.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        CheckConstraint(
            "new_primary_cents >= 0 AND new_extra_cents >= 0 AND old_primary_cents >= 0 AND old_extra_cents >= 0",
            name="prices_are_not_negative",
        ),
        CheckConstraint("valid_from >= due_on", name="never_before_its_day"),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="decided_has_instant"),
        CheckConstraint("(commitment_ends_on IS NULL) = (commitment_percent IS NULL)", name="commitment_is_whole"),
        Index("one_escalation_a_day", "license_id", "due_on", unique=True),
        Index("escalation_by_status", "status", "location_id", "valid_from"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    license_id: Mapped[int] = mapped_column(ForeignKey("license.id"))
    due_on: Mapped[dt.date]
    valid_from: Mapped[dt.date]
    percent: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    old_primary_cents: Mapped[int] = mapped_column(BigInteger)
    old_extra_cents: Mapped[int] = mapped_column(BigInteger)
    new_primary_cents: Mapped[int] = mapped_column(BigInteger)
    new_extra_cents: Mapped[int] = mapped_column(BigInteger)
    now_cents: Mapped[int] = mapped_column(BigInteger)
    renewed_cents: Mapped[int] = mapped_column(BigInteger)
    then_cents: Mapped[int] = mapped_column(BigInteger)
    commitment_ends_on: Mapped[dt.date | None]
    commitment_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    status: Mapped[EscalationStatus] = mapped_column(default=S.PROPOSED, server_default="proposed")
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    decided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    decided_at: Mapped[dt.datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("account_letter.id"), index=True)
    undo_letter_id: Mapped[int | None] = mapped_column(ForeignKey("account_letter.id"), index=True)

    location: Mapped[Location] = relationship()
    organisation: Mapped[Organisation] = relationship()
    license: Mapped[License] = relationship()
    letter: Mapped[AccountLetter | None] = relationship(foreign_keys=letter_id)
    undo_letter: Mapped[AccountLetter | None] = relationship(foreign_keys=undo_letter_id)

    moves = Machine(approve=(S.PROPOSED, S.APPROVED), decline=(S.PROPOSED, S.DECLINED), undo=(S.APPROVED, S.UNDONE))

    @property
    def more_cents(self) -> int:
        """What it adds to the license's month, the end of a commitment's discount included."""
        return self.then_cents - self.now_cents

    @property
    def of_rise_cents(self) -> int:
        """The part of it that the rise makes."""
        return self.renewed_cents - self.now_cents

    @property
    def of_commitment_cents(self) -> int:
        """The part of it that the end of the commitment's discount makes."""
        return self.then_cents - self.renewed_cents

    def __str__(self) -> str:
        return f"{self.license} {self.due_on}"
