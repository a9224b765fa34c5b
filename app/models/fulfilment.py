"""Fulfilment: what a paid line still has to bring, once: credits in a wallet, or print credit at PaperCut (U4, I10)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.credit_note import CreditNote
from app.models.invoice import Invoice
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.product import VatPoint
from app.models.user import FoyerUser
from app.models.wallet import Lot
from app.rules.units import Unit


class FulfilmentState(StrEnum):
    """`unknown`: PaperCut was told, and its answer was lost; `returned`: it was taken back, or never given because the purchase was.

    Print credit that is taken back goes the same way again, from `todo` to `returned`, or back to `done` where PaperCut has less of it left.
    """

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RETURNED = "returned"


S = FulfilmentState


class Fulfilment(Entity):
    """`cents` of `unit`, or `days` in the house as a day pass, for a person or, without one, for the organisation. `key` is `fulfil:<line>`: it names the lot, and is the comment
    at PaperCut. The line is an invoice's, or of the credit note that a month below zero became (P12), where it is `fulfil:credit:<line>`. `balance_before_cents` is what PaperCut said at `asked_at`, stored before the call, so that a lost answer can be looked up.
    `back_reason` and `back_by`: why its purchase is refunded and who said so, while print credit is taken back there.
    """

    __tablename__ = "fulfilment"
    __table_args__ = (
        CheckConstraint("cents > 0 OR (cents = 0 AND days > 0)", name="gives_something"),
        CheckConstraint("num_nonnulls(invoice_line_id, credit_note_line_id) = 1", name="of_one_line"),
        CheckConstraint(
            "(invoice_id IS NULL) = (invoice_line_id IS NULL) AND (credit_note_id IS NULL) = (credit_note_line_id IS NULL)",
            name="names_its_document",
        ),
        CheckConstraint("returned_cents BETWEEN 0 AND cents", name="returns_what_it_gave"),
        CheckConstraint("(state = 'done') <= (done_at IS NOT NULL)", name="done_says_when"),
        CheckConstraint("state <> 'done' OR unit = 'printing' OR days IS NOT NULL OR lot_id IS NOT NULL", name="done_names_its_lot"),
        CheckConstraint("state NOT IN ('failed', 'unknown') OR reason <> ''", name="says_what_is_wrong"),
        Index("fulfilment_open", "state", postgresql_where=text("state NOT IN ('done', 'returned')")),
        Index("fulfilment_of_invoice", "invoice_id"),
        Index("fulfilment_of_credit_note", "credit_note_id", postgresql_where=text("credit_note_id IS NOT NULL")),
    )

    if TYPE_CHECKING:  # answered in app/models/to_decide.py; only who looks for them asks
        to_decide: Mapped[bool]

    invoice_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"), unique=True)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    credit_note_line_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note_line.id"), unique=True)
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    unit: Mapped[Unit]
    cents: Mapped[int] = mapped_column(BigInteger)
    days: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    vat_point: Mapped[VatPoint]
    credit_days: Mapped[int | None]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[FulfilmentState] = mapped_column(default=S.TODO, server_default="todo")
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    balance_before_cents: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[dt.datetime | None]
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), unique=True)
    returned_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    done_at: Mapped[dt.datetime | None]
    back_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    back_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    invoice: Mapped[Invoice | None] = relationship()
    credit_note: Mapped[CreditNote | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    user: Mapped[FoyerUser | None] = relationship()
    lot: Mapped[Lot | None] = relationship()

    moves = Machine(
        column="state",
        start=({S.TODO, S.DOING}, S.DOING),
        finish=({S.TODO, S.DOING, S.UNKNOWN}, S.DONE),
        fail=({S.TODO, S.DOING}, S.FAILED),
        lose=({S.DOING, S.UNKNOWN}, S.UNKNOWN),
        retry=({S.FAILED, S.UNKNOWN}, S.TODO),
        take_back=({S.TODO, S.FAILED, S.DONE, S.DOING, S.UNKNOWN}, S.RETURNED),
        ask_back=(S.DONE, S.TODO),
        stay=({S.TODO, S.DOING, S.UNKNOWN}, S.DONE),
    )

    @property
    def goes_back(self) -> bool:
        """PaperCut is to take it back, or has."""
        return self.back_reason != ""

    @property
    def document(self) -> Invoice | CreditNote | None:
        """What bills it."""
        return self.invoice or self.credit_note

    @property
    def comment(self) -> str:
        """What PaperCut's log says of the call that is under way."""
        return f"{self.key}:back" if self.goes_back else self.key

    @property
    def name(self) -> str:
        return f"{self.what} for {self.user or self.organisation}"

    def __str__(self) -> str:
        return self.name
