"""Deposit: money of a customer that a location keeps and gives back; a liability, never revenue."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.invoice import Invoice
from app.models.license import License
from app.models.location import Location
from app.models.organisation import Organisation


class DepositStatus(StrEnum):
    """`settled`: all that was held is given back, applied or kept. `withdrawn`: nobody asks for it any more."""

    ASKED = "asked"
    INVOICED = "invoiced"
    HELD = "held"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


S = DepositStatus
PAID_WITH = "payment-"  # how the key of a movement begins that came with a payment of its invoice


class Deposit(Entity):
    """Cents of the location's currency. `amount_cents` is what is asked, less what was credited of it.

    `received_cents` and `held_cents` are sums of its movements, raised by a trigger in the statement that writes one;
    the database refuses a movement that would take more than is held. `invoice_id` is the one live invoice that asks for it.
    """

    __tablename__ = "deposit"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="asks_for_something"),
        CheckConstraint("held_cents BETWEEN 0 AND received_cents", name="gives_back_no_more_than_it_holds"),
        CheckConstraint("received_cents <= amount_cents", name="receives_no_more_than_asked"),
        CheckConstraint("status NOT IN ('asked', 'withdrawn') OR received_cents = 0", name="received_is_held_or_settled"),
        CheckConstraint("status <> 'invoiced' OR invoice_id IS NOT NULL", name="invoiced_has_invoice"),
        Index("deposit_waiting", "location_id", "organisation_id", postgresql_where=text("status = 'asked'")),
        Index("deposit_held", "location_id", postgresql_where=text("held_cents > 0")),
    )

    code: Mapped[str] = mapped_column(String(60), unique=True)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    license_id: Mapped[int | None] = mapped_column(ForeignKey("license.id"), index=True)
    asked_on: Mapped[dt.date]
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    received_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    held_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    status: Mapped[DepositStatus] = mapped_column(default=S.ASKED, server_default="asked")
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    license: Mapped[License | None] = relationship()
    invoice: Mapped[Invoice | None] = relationship()

    moves = Machine(
        invoice=(S.ASKED, S.INVOICED),
        release=(S.INVOICED, S.ASKED),
        withdraw=({S.ASKED, S.INVOICED, S.HELD, S.SETTLED}, S.WITHDRAWN),
        hold=({S.INVOICED, S.SETTLED}, S.HELD),
        settle=({S.INVOICED, S.HELD}, S.SETTLED),
        owe_again=({S.HELD, S.SETTLED}, S.INVOICED),
    )

    @property
    def outstanding_cents(self) -> int:
        """Invoiced and not received yet."""
        return self.amount_cents - self.received_cents if self.invoice_id is not None and self.status is not S.WITHDRAWN else 0

    def __str__(self) -> str:
        return self.code


class MovementKind(StrEnum):
    """`opening`: held already in the system before. `kept`: part of it pays a charge that is invoiced."""

    RECEIVED = "received"
    OPENING = "opening"
    REFUNDED = "refunded"
    APPLIED = "applied"
    KEPT = "kept"


class DepositMovement(Entity):
    """One amount into (above zero) or out of what is held, its other side in the counter-account of its kind; never changed.

    What was wrong is taken back by the same kind with the other sign, which names it in `reverses_id`; so is the part of what
    was kept that its charge did not need.
    """

    __tablename__ = "deposit_movement"
    __table_args__ = (
        CheckConstraint(
            "cents <> 0 AND (reverses_id IS NULL) = ((cents > 0) = (kind IN ('received', 'opening')))", name="sign_says_in_or_out"
        ),
        CheckConstraint(
            "CASE kind WHEN 'applied' THEN invoice_id IS NOT NULL WHEN 'received' THEN true ELSE invoice_id IS NULL END",
            name="applied_to_an_invoice",
        ),
        Index("movement_of_location", "location_id", "date"),
        Index("taking_back_of_movement", "reverses_id", postgresql_where=text("reverses_id IS NOT NULL")),
    )

    deposit_id: Mapped[int] = mapped_column(ForeignKey("deposit.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    kind: Mapped[MovementKind]
    cents: Mapped[int] = mapped_column(BigInteger)
    date: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(String(200), default="", server_default="")
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    recorded_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    key: Mapped[str] = mapped_column(String(120), unique=True)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("deposit_movement.id"))

    deposit: Mapped[Deposit] = relationship()
    location: Mapped[Location] = relationship()
    invoice: Mapped[Invoice | None] = relationship()

    def __str__(self) -> str:
        return f"{self.kind.value} {self.date}"
