"""Promises to pay and reviews that rest, with what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
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


def rests_of(session: Session, days: Mapping[int, dt.date]) -> dict[int, Rest]:
    """The last promise and the last review of each organisation that has any, as they stand on its day."""
    latest = (
        select(func.max(DebtorNote.id))
        .where(*standing(), DebtorNote.organisation_id.in_(days))
        .group_by(DebtorNote.organisation_id, DebtorNote.kind)
    )
    notes = session.scalars(select(DebtorNote).where(DebtorNote.id.in_(latest)).order_by(DebtorNote.id)).all()
    promises = promised(session, notes, days)
    found: dict[int, Rest] = {}
    for note in notes:
        assert note.until is not None, "what rests has an end"
        own, before = note.organisation_id, found.get(note.organisation_id, NO_REST)
        if note.kind is NoteKind.REVIEW:
            found[own] = Rest(before.promise, before.dunning_until, note.until)
        else:
            found[own] = Rest(promises[note.id], note.until if days[own] <= note.until else None, before.review_until)
    return found


def standing() -> tuple[ColumnElement[bool], ...]:
    return DebtorNote.kind != NoteKind.NOTE, DebtorNote.withdrawn_at.is_(None)


def promised(session: Session, notes: Iterable[DebtorNote], days: Mapping[int, dt.date]) -> dict[int, Promised]:
    """What came of each promise among them by the day of its organisation, by the id of its note."""
    promises = {each.id: each for each in notes if each.kind is NoteKind.PROMISE}
    of_note = (
        Payment.organisation_id == DebtorNote.organisation_id,
        Payment.currency == DebtorNote.currency,
        Payment.received_on.between(DebtorNote.noted_on, DebtorNote.until),
    )
    paid: dict[int, list[tuple[dt.date, int]]] = {note_id: [] for note_id in promises}
    for note_id, on, cents in session.execute(
        select(DebtorNote.id, Payment.received_on, Payment.amount_cents).join(Payment, and_(*of_note)).where(DebtorNote.id.in_(promises))
    ):
        paid[note_id].append((on, cents))
    return {note_id: _promised(note, paid[note_id], days[note.organisation_id]) for note_id, note in promises.items()}


def _promised(note: DebtorNote, paid: list[tuple[dt.date, int]], day: dt.date) -> Promised:
    assert note.amount_cents is not None and note.currency is not None and note.until is not None
    said = Promise(note.amount_cents, note.noted_on, note.until)
    return Promised(note.id, said, note.currency, kept_cents(said, paid), is_broken(said, paid, day))
