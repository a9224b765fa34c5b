"""PaymentReceipt: what arrived at the address for notices of payments, as it came, true or forged (contracts.md 1.6)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.entity import Record
from app.core.states import Machine


class ReceiptState(StrEnum):
    """`repeated`: a true one about what was told before."""

    KEPT = "kept"
    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REFUSED = "refused"


S = ReceiptState


class PaymentReceipt(Record):
    """`sealed_body` holds the raw body, sealed since it may bring a token; `digest` is that of sender and body, so that one from elsewhere
    never stands in the way of a true one. `looks`: how often a signed one was found wanting by what may be well a moment later. Number, status and cents are written once they are known to be true.
    """

    __tablename__ = "payment_receipt"
    __table_args__ = (
        CheckConstraint("(state = 'refused') = (finding <> '')", name="refused_has_finding"),
        CheckConstraint(
            "state NOT IN ('accepted', 'repeated') OR num_nonnulls(payment_id, payment_status, gross_cents) = 3", name="true_is_known"
        ),
        Index("one_receipt_a_status", "payment_id", "payment_status", unique=True, postgresql_where=text("state = 'accepted'")),
        Index("receipt_waiting", "received_at", postgresql_where=text("state = 'kept'")),
    )

    received_at: Mapped[dt.datetime]
    sent_from: Mapped[str] = mapped_column(String(45))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_body: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    state: Mapped[ReceiptState] = mapped_column(default=S.KEPT, server_default="kept")
    finding: Mapped[str] = mapped_column(String(40), default="", server_default="")
    looks: Mapped[int] = mapped_column(default=0, server_default="0")
    payment_id: Mapped[str | None] = mapped_column(String(40))
    payment_status: Mapped[str | None] = mapped_column(String(20))
    gross_cents: Mapped[int | None] = mapped_column(BigInteger)

    moves = Machine(
        column="state",
        accept=(S.KEPT, S.ACCEPTED),
        repeat=(S.KEPT, S.REPEATED),
        refuse=(S.KEPT, S.REFUSED),
    )
