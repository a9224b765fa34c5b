"""The desk's search: everybody whom somebody at the desk may mean, by name, company or address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import CheckIn, FoyerUser, Guest, Location, Organisation, Visit
from app.queries.presence.expected import Expected, expected
from app.queries.presence.people_of import is_of
from app.queries.presence.who_is_in import Present, who_is_in

MOST = 12
LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Each person once: who is in is not offered to come in."""

    here: list[Present]
    expected: list[Expected]
    members: Sequence[FoyerUser]
    guests: Sequence[Guest]

    def __bool__(self) -> bool:
        return bool(self.here or self.expected or self.members or self.guests)


def find(session: Session, location: Location, text: str, *, by: Actor) -> Found:
    """Every word must be somewhere. Members are those of this location, guests those who were here or are known to the actor."""
    words = text.replace("\x00", "").lower().split()[:5]
    if len("".join(words)) < LEAST_LETTERS:
        return Found([], [], [], [])

    def fits(*texts: str) -> bool:
        return all(any(word in each.lower() for each in texts) for word in words)

    inside = who_is_in(session, location.id, by=by)
    here = [each for each in inside if fits(each.name, each.company, each.host, each.email)]
    coming = [each for each in expected(session, location, by=by) if fits(each.name, each.company, each.host, each.email)]
    members = _members(session, location, words, {each.user_id for each in inside if each.user_id}, by)
    known = {email.lower() for email in (*(each.email for each in inside), *(each.email for each in coming)) if email}
    guests = [each for each in _guests(session, location, words, by) if each.email.lower() not in known]
    return Found(here[:MOST], coming[:MOST], members, guests[:MOST])


def _holds(words: list[str], *columns: Any) -> ColumnElement[bool]:
    return and_(*(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))


def _members(session: Session, location: Location, words: list[str], inside: set[int], by: Actor) -> Sequence[FoyerUser]:
    query = (
        select(FoyerUser)
        .outerjoin(Organisation, Organisation.id == FoyerUser.organisation_id)
        .options(joinedload(FoyerUser.organisation))
        .where(
            is_of(location.id),
            FoyerUser.active.is_(True),
            FoyerUser.id.not_in(inside),
            _holds(words, FoyerUser.first_name, FoyerUser.last_name, FoyerUser.email, Organisation.name),
        )
        .order_by(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.id)
        .limit(MOST)
    )
    return session.scalars(narrowed(query, by, FoyerUser)).all()


def _guests(session: Session, location: Location, words: list[str], by: Actor) -> Sequence[Guest]:
    was_here = Guest.id.in_(select(CheckIn.guest_id).where(CheckIn.location_id == location.id))
    expected_here = Guest.email_key.in_(select(Visit.email_key).where(Visit.location_id == location.id, Visit.email_key.is_not(None)))
    query = (
        select(Guest)
        .where(or_(was_here, expected_here), _holds(words, Guest.name, Guest.company, Guest.email))
        .order_by(Guest.seen_at.desc(), Guest.id)
    )
    return session.scalars(narrowed(query.limit(2 * MOST), by, Guest)).all()
