"""Refund: money that went back to a customer, out of a payment or a credit note; also what the bank took back by itself."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.credit_note import CreditNote
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.payment import Payment


class RefundWay(StrEnum):
    """`eft`: staff sent it at the bank. `card`: the vendor gives it back to the card. `chargeback`: the card's bank took it, nobody was asked.

    `wallet`: credits that had paid are in the wallet again.
    """

    EFT = "eft"
    CARD = "card"
    CHARGEBACK = "chargeback"
    WALLET = "wallet"


class RefundState(StrEnum):
    """Money that staff sent, or a bank took, is `done` when it is written down. `unknown`: the vendor was asked, and its answer was lost."""

    WANTED = "wanted"
    ASKED = "asked"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"


S = RefundState


class Refund(Entity):
    """Cents of `currency`, out of the credit or the parts of a payment, or out of the credit of a credit note that no payment stands behind.

    `before_cents`: what the vendor had given back of the payment before it was asked for this, stored before the call, so that after a lost
    answer a look tells whether it was done. `told` are the vendor's words when it refused.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="gives_something_back"),
        CheckConstraint("num_nonnulls(payment_id, credit_note_id) = 1", name="refund_has_one_source"),
        CheckConstraint("way = 'eft' OR payment_id IS NOT NULL", name="card_refund_has_payment"),
        CheckConstraint("way = 'card' OR state = 'done'", name="only_a_vendor_is_asked"),
        CheckConstraint("state NOT IN ('asked', 'unknown') OR before_cents IS NOT NULL", name="asked_knows_before"),
        Index("one_open_refund", "payment_id", unique=True, postgresql_where=text("state IN ('wanted', 'asked', 'unknown')")),
        Index("refund_of_location", "location_id", "refunded_on"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)
    way: Mapped[RefundWay]
    state: Mapped[RefundState]
    currency: Mapped[str] = mapped_column(String(3))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    refunded_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(String(200), default="", server_default="")
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    recorded_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    key: Mapped[str] = mapped_column(String(120), unique=True)
    before_cents: Mapped[int | None] = mapped_column(BigInteger)
    told: Mapped[str] = mapped_column(String(300), default="", server_default="")

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    payment: Mapped[Payment | None] = relationship()
    credit_note: Mapped[CreditNote | None] = relationship()

    moves = Machine(
        column="state",
        ask=(S.WANTED, S.ASKED),
        lose=(S.ASKED, S.UNKNOWN),
        confirm=({S.ASKED, S.UNKNOWN}, S.DONE),
        refuse=({S.WANTED, S.ASKED, S.UNKNOWN}, S.REFUSED),
        unask=(S.ASKED, S.WANTED),
    )

    def __str__(self) -> str:
        return f"refund {self.refunded_on}"
