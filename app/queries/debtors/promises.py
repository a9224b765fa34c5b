"""Promises to pay and reviews that rest, with what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models import DebtorNote, Payment
from app.models.debtor_note import NoteKind
from app.rules.dunning import Promise, is_broken, kept_cents


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise that was not withdrawn, and the cents that came in time."""

    note_id: int
    said: Promise
    currency: str
    kept: int
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Rest:
    """Until the end of which day nobody is reminded or blocked, and until which nobody looks at the access again."""

    promise: Promised | None = None
    dunning_until: dt.date | None = None
    review_until: dt.date | None = None


NO_REST = Rest()


def rests_of(session: Session, organisation_ids: Iterable[int], day: dt.date) -> dict[int, Rest]:
    """The last promise and the last review of each organisation that has any."""
    found: dict[int, Rest] = {}
    latest = select(func.max(DebtorNote.id)).where(*standing(), DebtorNote.organisation_id.in_(set(organisation_ids))).group_by(DebtorNote.organisation_id, DebtorNote.kind)
    for note in session.scalars(select(DebtorNote).where(DebtorNote.id.in_(latest)).order_by(DebtorNote.id)):
        assert note.until is not None, "what rests has an end"
        before = found.get(note.organisation_id, NO_REST)
        if note.kind is NoteKind.REVIEW:
            found[note.organisation_id] = Rest(before.promise, before.dunning_until, note.until)
        else:
            promise = promised(session, note, day)
            found[note.organisation_id] = Rest(promise, note.until if day <= note.until else None, before.review_until)
    return found


def standing() -> tuple[ColumnElement[bool], ...]:
    return DebtorNote.kind != NoteKind.NOTE, DebtorNote.withdrawn_at.is_(None)


def promised(session: Session, note: DebtorNote, day: dt.date) -> Promised:
    """What came of one promise, by that day."""
    assert note.amount_cents is not None and note.currency is not None and note.until is not None
    said = Promise(note.amount_cents, note.noted_on, note.until)
    query = select(Payment.received_on, Payment.amount_cents).where(Payment.organisation_id == note.organisation_id, Payment.currency == note.currency)
    paid = [(on, cents) for on, cents in session.execute(query.where(Payment.received_on.between(said.made_on, said.until)))]
    return Promised(note.id, said, note.currency, kept_cents(said, paid), is_broken(said, paid, day))
