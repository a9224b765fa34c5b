"""What a letter about prices tells, as its rises were approved or undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AccountLetter, Escalation
from app.models.account_letter import LetterKind
from app.models.escalation import EscalationStatus


@dataclass(frozen=True, slots=True)
class RiseTold:
    """One license: cents a month with its discounts, before VAT. `renewed_cents` and the commitment are None where no discount ends."""

    membership: str
    code: str
    now_cents: int
    then_cents: int
    renewed_cents: int | None = None
    commitment_ends_on: dt.date | None = None
    commitment_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricesTold:
    """`told_on` is the day of the letter that is taken back; None in a letter that announces."""

    organisation: str
    starts_on: dt.date
    currency: str
    rises: tuple[RiseTold, ...]
    told_on: dt.date | None = None

    @property
    def now_cents(self) -> int:
        return sum(each.now_cents for each in self.rises)

    @property
    def then_cents(self) -> int:
        return sum(each.then_cents for each in self.rises)

    @property
    def committed(self) -> tuple[RiseTold, ...]:
        return tuple(each for each in self.rises if each.commitment_ends_on is not None)


def rises_of(session: Session, letter: AccountLetter) -> Sequence[Escalation]:
    """Those that the letter is still true of."""
    restored = letter.kind is LetterKind.PRICE_RESTORED
    column, status = (Escalation.undo_letter_id, EscalationStatus.UNDONE) if restored else (Escalation.letter_id, EscalationStatus.APPROVED)
    return session.scalars(
        select(Escalation).where(column == letter.id, Escalation.status == status).order_by(Escalation.license_id, Escalation.due_on)
    ).all()


def prices_told(session: Session, letter: AccountLetter) -> PricesTold:
    """As it is at the moment in which the letter is written out."""
    rows = rises_of(session, letter)
    restored = letter.kind is LetterKind.PRICE_RESTORED
    first = min((row.letter.written_on for row in rows if row.letter is not None), default=letter.written_on)
    assert letter.first_day is not None, "a letter about prices has the day from which they hold"
    return PricesTold(
        letter.organisation.name, letter.first_day, letter.location.currency, tuple(_told(row) for row in rows), first if restored else None
    )


def _told(row: Escalation) -> RiseTold:
    ends = row.commitment_ends_on is not None
    return RiseTold(
        row.license.membership.name,
        row.license.code,
        row.now_cents,
        row.then_cents,
        row.renewed_cents if ends else None,
        row.commitment_ends_on,
        row.commitment_percent,
    )
