"""What is to be known of a debtor at a glance: the last reminder, a promise, and whether bookings rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import AccountLetter, DebtorNote, FoyerUser, License, Organisation
from app.models.account_letter import LetterKind
from app.queries.debtors.chasing import Chased, chased
from app.queries.debtors.policy import dunning_policy
from app.queries.debtors.promises import Promised, promised
from app.queries.debtors.standings import TO_REVIEW, standings
from app.queries.organisation_figures import in_force


@dataclass(frozen=True, slots=True)
class Mark:
    reminded_on: dt.date | None = None
    standing: Chased | None = None

    @property
    def promise(self) -> Promised | None:
        return self.standing.rest.promise if self.standing is not None else None

    @property
    def is_blocked(self) -> bool:
        return self.standing is not None and self.standing.is_blocked

    @property
    def is_to_review(self) -> bool:
        return self.standing is not None and self.standing.is_to_review


NOTHING = Mark()


def marks_of(session: Session, organisation_ids: Collection[int], *, by: Actor, location_id: int | None = None) -> dict[int, Mark]:
    """Of those among them that owe something where the actor may look."""
    standing = chased(session, dunning_policy(session), by=by, organisation_ids=organisation_ids, location_id=location_id)
    last = select(AccountLetter.organisation_id, func.max(AccountLetter.written_on)).where(AccountLetter.kind == LetterKind.REMINDER)
    last = last.where(AccountLetter.organisation_id.in_(standing)).group_by(AccountLetter.organisation_id)
    reminded: dict[int, dt.date] = dict(session.execute(last).all())
    return {own: Mark(reminded.get(own), each) for own, each in standing.items()}


@dataclass(frozen=True, slots=True)
class ToReview:
    """An organisation whose access a person is to look at: how many licenses run, and how many people could come in."""

    standing: Chased
    name: str
    licenses: int
    people: int


def to_review(session: Session, *, by: Actor, location_id: int | None = None, size: int, page: int = 0) -> list[ToReview]:
    """Those that are late longest first; pages count from 0."""
    policy = dunning_policy(session)
    late = standings(policy, by=by, location_id=location_id, about=(TO_REVIEW,))
    licenses = select(func.count(License.id)).where(License.organisation_id == Organisation.id, *in_force(late.c.day)).scalar_subquery()
    people = select(func.count(FoyerUser.id)).where(FoyerUser.organisation_id == Organisation.id, FoyerUser.active).scalar_subquery()
    query = (
        select(Organisation.id, Organisation.name, licenses, people)
        .join(late, late.c.organisation_id == Organisation.id)
        .where(late.c.is_to_review)
    )
    rows = session.execute(query.order_by(late.c.review_on, Organisation.name, Organisation.id).limit(size).offset(page * size)).all()
    known = chased(session, policy, by=by, organisation_ids=[own for own, *_rest in rows], location_id=location_id)
    return [ToReview(known[own], *rest) for own, *rest in rows]


@dataclass(frozen=True, slots=True)
class Noted:
    """A note, and of a promise that stands what came of it."""

    note: DebtorNote
    promise: Promised | None


def notes_of(session: Session, organisation_id: int, day: dt.date) -> list[Noted]:
    """Newest first."""
    rows = session.scalars(select(DebtorNote).where(DebtorNote.organisation_id == organisation_id).order_by(DebtorNote.id.desc())).all()
    promises = promised(session, rows, {organisation_id: day})
    return [Noted(row, promises.get(row.id)) for row in rows]


def letters_of(session: Session, organisation_id: int, *, by: Actor, most: int = 20) -> list[AccountLetter]:
    """The last reminders and statements, newest first."""
    told = (LetterKind.REMINDER, LetterKind.STATEMENT)
    query = (
        select(AccountLetter)
        .where(AccountLetter.organisation_id == organisation_id, AccountLetter.kind.in_(told))
        .order_by(AccountLetter.id.desc())
        .limit(most)
    )
    return list(session.scalars(narrowed(query, by, AccountLetter)))
