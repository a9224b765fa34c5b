"""BankImport and BankLine: a statement that was uploaded, and the money that it says came in, until it is recorded or put aside."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location
from app.models.payment import Payment


class LineState(StrEnum):
    """`ignored`: no customer's payment."""

    WAITING = "waiting"
    MATCHED = "matched"
    IGNORED = "ignored"


class BankImport(Entity):
    """`content` is the file until its columns are known; `sha256` keeps the same file from coming twice. `account` tells apart lines of two accounts."""

    __tablename__ = "bank_import"

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    account: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    came_in: Mapped[int] = mapped_column(default=0, server_default="0")
    known: Mapped[int] = mapped_column(default=0, server_default="0")
    went_out: Mapped[int] = mapped_column(default=0, server_default="0")
    recorded_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    location: Mapped[Location] = relationship()

    def __str__(self) -> str:
        return self.file_name


class BankLine(Entity):
    """Cents above zero of the location's currency. `number` is the line of the file; `key` the same for the same line in any file."""

    __tablename__ = "bank_line"
    __table_args__ = (
        CheckConstraint("cents > 0", name="brings_something"),
        CheckConstraint("(state = 'matched') = (payment_id IS NOT NULL)", name="matched_has_payment"),
        Index("bank_line_waiting", "location_id", "on", postgresql_where=text("state = 'waiting'")),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("bank_import.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    number: Mapped[int]
    on: Mapped[dt.date]
    cents: Mapped[int] = mapped_column(BigInteger)
    words: Mapped[str] = mapped_column(String(500), default="", server_default="")
    key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[LineState] = mapped_column(default=LineState.WAITING, server_default="waiting")
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), unique=True)

    bank_import: Mapped[BankImport] = relationship()
    location: Mapped[Location] = relationship()
    payment: Mapped[Payment | None] = relationship()

    moves = Machine(
        column="state",
        match=(LineState.WAITING, LineState.MATCHED),
        ignore=(LineState.WAITING, LineState.IGNORED),
        restore=(LineState.IGNORED, LineState.WAITING),
    )

    def __str__(self) -> str:
        return self.words or f"line {self.number}"
