"""Where the contents of files are: how many are still in the database, how many in which storage, and how many wait to be moved or removed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import ReleasedFile, StoredFile
from app.models.stored_file import StoredState
from app.queries.kept_files import HOLDERS

ABANDONED = dt.timedelta(hours=1)  # what somebody began to put, and is at no more


@dataclass(frozen=True, slots=True)
class Place:
    """Contents that rows point to in one storage; `size` in bytes."""

    address: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Standing:
    """`files` and `size` (bytes) are in the database; `leaving` contents wait to be removed from storage, the first since `since`."""

    files: int
    size: int
    places: tuple[Place, ...]
    leaving: int
    since: dt.datetime | None


def standing(session: Session) -> Standing:
    """Of the whole network."""
    kept = [
        session.execute(select(func.count(), func.coalesce(func.sum(func.length(model.content)), 0)).where(model.content != b"")).one()
        for model in HOLDERS
    ]
    there = (
        select(StoredFile.place, func.count(), func.sum(StoredFile.size))
        .where(StoredFile.state == StoredState.THERE)
        .group_by(StoredFile.place)
        .order_by(StoredFile.place)
    )
    places = tuple(Place(address, files, int(size)) for address, files, size in session.execute(there))
    leaving, since = session.execute(select(func.count(StoredFile.id), func.min(StoredFile.since)).where(is_leaving())).one()
    return Standing(sum(count for count, _size in kept), sum(int(size) for _count, size in kept), places, leaving, since)


def places(session: Session) -> list[str]:
    """Where something of ours is, or may be: none, one, or the first and the last of several, which is all that an index tells at once."""
    first, last = session.execute(select(func.min(StoredFile.place), func.max(StoredFile.place))).one()
    return list(dict.fromkeys(place for place in (first, last) if place is not None))


def to_move(session: Session) -> int:
    """How many contents are in the database still; small indexes know."""
    return sum(session.scalar(select(func.count()).select_from(model).where(model.content != b"")) or 0 for model in HOLDERS)


def is_leaving() -> ColumnElement[bool]:
    """Contents that nobody needs in storage any more, or that a row let go of, so that it has to be asked."""
    return or_(
        StoredFile.state == StoredState.GOING,
        exists().where(ReleasedFile.stored_id == StoredFile.id),
        and_(StoredFile.state == StoredState.COMING, StoredFile.since < now() - ABANDONED),
    )


def is_held() -> ColumnElement[bool]:
    """A row points to it."""
    return or_(*(exists().where(model.stored_id == StoredFile.id) for model in HOLDERS))
