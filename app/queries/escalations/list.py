"""The list of rises: those of a state, the sooner first, with what they add up to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.entity import AnySelect
from app.models import Escalation, License, Location, Organisation
from app.models.escalation import EscalationStatus

E = Escalation
ALONG = (
    joinedload(E.location),
    joinedload(E.organisation),
    joinedload(E.license).joinedload(License.membership),
    joinedload(E.letter),
    joinedload(E.undo_letter),
)


class Sum(NamedTuple):
    """Of one currency: how many licenses, cents a month as it is, and what the rise and the end of a commitment's discount add."""

    currency: str
    number: int
    now: int
    rise: int
    commitment: int

    @property
    def more(self) -> int:
        return self.rise + self.commitment


class Asked(NamedTuple):
    """What somebody looks for; `ids` are rows that were chosen one by one."""

    status: EscalationStatus = EscalationStatus.PROPOSED
    search: str = ""
    location_id: int | None = None
    ids: Collection[int] | None = None


def escalations(session: Session, asked: Asked, *, by: Actor, size: int, page: int = 0) -> Sequence[Escalation]:
    """A page of them."""
    query = _of(asked, select(E), by).options(*ALONG).order_by(E.valid_from, Organisation.name, E.id)
    return session.scalars(query.limit(size).offset(page * size)).all()


def ids_of(session: Session, asked: Asked, *, by: Actor, most: int) -> Sequence[int]:
    """All that match."""
    return session.scalars(_of(asked, select(E.id), by).order_by(E.id).limit(most)).all()


def sums(session: Session, asked: Asked, *, by: Actor) -> list[Sum]:
    """By currency."""
    columns = func.count(E.id), func.sum(E.now_cents), func.sum(E.renewed_cents - E.now_cents), func.sum(E.then_cents - E.renewed_cents)
    query = (
        _of(asked, select(Location.currency, *columns).join(Location, Location.id == E.location_id), by)
        .group_by(Location.currency)
        .order_by(Location.currency)
    )
    return [
        Sum(currency, number, int(now), int(rise), int(commitment)) for currency, number, now, rise, commitment in session.execute(query)
    ]


def counts(session: Session, *, by: Actor, location_id: int | None) -> dict[EscalationStatus, int]:
    """How many there are of each state."""
    query = narrowed(select(E.status, func.count(E.id).label("number")), by, E).group_by(E.status)
    found = session.execute(query if location_id is None else query.where(E.location_id == location_id)).all()
    return dict.fromkeys(EscalationStatus, 0) | {row.status: row.number for row in found}


def _of(asked: Asked, query: AnySelect, by: Actor) -> Any:
    query = (
        narrowed(query, by, E)
        .join(Organisation, Organisation.id == E.organisation_id)
        .join(License, License.id == E.license_id)
        .where(E.status == asked.status)
    )
    if asked.location_id is not None:
        query = query.where(E.location_id == asked.location_id)
    if asked.ids is not None:
        query = query.where(E.id.in_(asked.ids))
    if text := asked.search.replace("\x00", "").strip()[:100]:
        query = query.where(
            or_(*(column.icontains(text, autoescape=True) for column in (Organisation.name, Organisation.code, License.code)))
        )
    return query
