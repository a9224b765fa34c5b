"""PaymentAttempt: that an invoice goes to be paid by card, stored before anybody is asked, so that what is told of it has something to be compared with (I8)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.invoice import Invoice
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.payment_method import PaymentMethod


class AttemptState(StrEnum):
    """`asked`: the vendor is being asked at this moment; `lost`: it was, and nobody knows what came of it; `dropped`: it never was."""

    OPEN = "open"
    ASKED = "asked"
    LOST = "lost"
    TAKEN = "taken"
    DECLINED = "declined"
    DROPPED = "dropped"


S = AttemptState
UNDECIDED = (S.OPEN, S.ASKED, S.LOST)


class PaymentAttempt(Entity):
    """`reference` is what the vendor calls our payment: `inv-<number>-<n>`. With a `method_id` we charge that card, without one a person pays
    on the vendor's page, where the same reference may be paid twice: the second is credit. Without an invoice it only keeps a card.

    `for_good`: declined, and the card is of no more use. `retry_on`: the day on which a softly declined one is followed by the next.
    `look_at`: when the vendor's account is looked into for what came of its page; `looks`: how often it was.
    """

    __tablename__ = "payment_attempt"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN invoice_id IS NULL THEN amount_cents = 0 AND keeps_card AND method_id IS NULL ELSE amount_cents > 0 END",
            name="asks_for_money",
        ),
        CheckConstraint("state NOT IN ('asked', 'lost') OR asked_at IS NOT NULL", name="asked_has_time"),
        CheckConstraint("look_at IS NULL OR (state = 'open' AND method_id IS NULL)", name="only_open_pages_are_looked_up"),
        CheckConstraint("retry_on IS NULL OR state = 'declined'", name="only_declined_is_tried_again"),
        Index(
            "one_open_charge",
            "invoice_id",
            unique=True,
            postgresql_where=text("method_id IS NOT NULL AND state IN ('open', 'asked', 'lost')"),
        ),
        Index("attempt_lost", "asked_at", postgresql_where=text("state = 'lost'")),
        Index("attempt_to_look_up", "look_at", postgresql_where=text("look_at IS NOT NULL")),
        Index("attempt_to_repeat", "retry_on", postgresql_where=text("retry_on IS NOT NULL")),
    )

    if TYPE_CHECKING:  # answered in app/models/to_decide.py; only who looks for them asks
        to_decide: Mapped[bool]

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    method_id: Mapped[int | None] = mapped_column(ForeignKey("payment_method.id"), index=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    keeps_card: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    state: Mapped[AttemptState] = mapped_column(default=S.OPEN, server_default="open")
    is_auto: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    for_good: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    retry_on: Mapped[dt.date | None]
    look_at: Mapped[dt.datetime | None]
    looks: Mapped[int] = mapped_column(default=0, server_default="0")
    vendor_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    begun_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    decided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    asked_at: Mapped[dt.datetime | None]
    decided_at: Mapped[dt.datetime | None]

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    invoice: Mapped[Invoice | None] = relationship()
    method: Mapped[PaymentMethod | None] = relationship()

    moves = Machine(
        column="state",
        ask=(S.OPEN, S.ASKED),
        drop=(S.OPEN, S.DROPPED),
        wait=({S.ASKED, S.LOST}, S.OPEN),  # whoever asked knows that nothing came of it
        lose=(S.ASKED, S.LOST),
        take=({S.OPEN, S.ASKED, S.LOST, S.DECLINED, S.DROPPED}, S.TAKEN),  # money that is there is there, whatever was thought before
        decline=({S.OPEN, S.ASKED, S.LOST}, S.DECLINED),
    )

    @property
    def waits(self) -> bool:
        """A kept card is to be charged, and nobody has asked for the money yet."""
        return self.state is S.OPEN and self.method_id is not None

    @property
    def currency(self) -> str:
        return self.invoice.currency if self.invoice is not None else self.organisation.currency

    def __str__(self) -> str:
        return self.reference
