"""What somebody was told and may still see: unread ones counted, all of them page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.nouns import BY_NOUN
from app.access.scope import visible
from app.models import Notification

N = Notification
MOST = 100  # a bell says 99+ beyond


@dataclass(frozen=True, slots=True)
class Told:
    """Newest first; `older` is the id before which the next page begins, None on the last."""

    rows: Sequence[Notification]
    older: int | None


def unread(session: Session, by: Actor) -> int:
    """How many, at most MOST. One or two small queries: every open page asks every few seconds."""
    query = select(N.id).where(*mine(session, by, only_unread=True)).limit(MOST)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def told(session: Session, by: Actor, *, before: int | None = None, only_unread: bool = False, size: int = 30) -> Told:
    """A page of them."""
    query = select(N).where(*mine(session, by, only_unread=only_unread)).order_by(N.id.desc()).limit(size + 1)
    rows = session.scalars(query if before is None else query.where(N.id < before)).all()
    return Told(rows[:size], rows[size - 1].id if len(rows) > size else None)


def mine(session: Session, by: Actor, *, only_unread: bool = False) -> list[ColumnElement[bool]]:
    """Their own, of what their roles let them read today, at the locations where they work today."""
    found = [N.user_id == (by.id or 0), N.permission.in_(by.permissions)]
    if only_unread:
        found.append(N.read_at.is_(None))
    if by.location_ids is None:
        return found
    nouns = session.scalars(select(N.noun).where(*found).distinct()).all()
    return [*found, or_(*(_of(by, noun) for noun in nouns))] if nouns else found


def _of(by: Actor, noun: str) -> ColumnElement[bool]:
    model = BY_NOUN.get(noun)
    criterion = visible(by, model) if model is not None else None
    return N.noun == noun if criterion is None else and_(N.noun == noun, N.noun_id.in_(select(model.id).where(criterion)))  # type: ignore[union-attr]
