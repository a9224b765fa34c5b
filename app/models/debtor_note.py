"""DebtorNote: what was said with a debtor: a word, a promise to pay, or that a person looked at their access."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.organisation import Organisation


class NoteKind(StrEnum):
    """`review`: a person decided to leave the access as it is, and looks again on a day."""

    NOTE = "note"
    PROMISE = "promise"
    REVIEW = "review"


class DebtorNote(Entity):
    """A promise is of `amount_cents` of `currency` until the end of `until`; a review rests until then. What came of a promise is read from the payments."""

    __tablename__ = "debtor_note"
    __table_args__ = (
        CheckConstraint("(kind = 'promise') = (num_nonnulls(amount_cents, currency) = 2)", name="promise_has_amount"),
        CheckConstraint("(kind = 'note') = (until IS NULL)", name="what_rests_has_an_end"),
        CheckConstraint("amount_cents > 0", name="promise_is_something"),
        CheckConstraint("text <> '' OR kind = 'promise'", name="says_something"),
        Index("note_of_organisation", "organisation_id", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[NoteKind]
    noted_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    until: Mapped[dt.date | None]
    noted_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    withdrawn_at: Mapped[dt.datetime | None]

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.kind.value} of {self.organisation}"
