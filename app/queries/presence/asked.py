"""Which check-ins are asked for: the filters of the presence report, and of the list behind each of its numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import CheckIn, FoyerUser, Location
from app.models.check_in import Source
from app.queries.presence.who_is_in import Who

KINDS: dict[Who, ColumnElement[bool]] = {
    Who.MEMBER: CheckIn.user_id.is_not(None),
    Who.GUEST: CheckIn.guest_id.is_not(None),
    Who.VISITOR: CheckIn.peer_id.is_not(None),
    Who.NOBODY: and_(CheckIn.user_id.is_(None), CheckIn.guest_id.is_(None), CheckIn.peer_id.is_(None)),
}
THERE = func.timezone(Location.zone, CheckIn.arrived_at)  # on the wall of the place
DAY = func.date(THERE)
WEEK_LONG = dt.timedelta(hours=7 * 24 - 1)
WEEK = func.date(func.date_trunc("week", THERE))


@dataclass(frozen=True, slots=True)
class Asked:
    """Of check-ins whose day of arrival, at their location, lies in [first, last]; None for any. `weekday` 1 is Monday, `hour` 0 to 23 of
    the wall: they were there at some moment of that hour. `week` is its Monday. `is_open`: not left."""

    first: dt.date | None = None
    last: dt.date | None = None
    location_id: int | None = None
    user_id: int | None = None
    organisation_id: int | None = None
    who: Who | None = None
    source: Source | None = None
    weekday: int | None = None
    hour: int | None = None
    week: dt.date | None = None
    is_open: bool = False
    is_timed: bool = False


def hours_there() -> Any:
    """Each hour of the wall, as its beginning, in which a check-in was there; an open one until now. None goes round the week, so that
    each hour of a week comes once a check-in and rows can be counted as they are."""
    begun = func.date_trunc("hour", THERE)
    end = func.timezone(Location.zone, func.coalesce(CheckIn.left_at, clock.now()))
    return func.generate_series(begun, func.least(end, begun + WEEK_LONG), dt.timedelta(hours=1))


def check_ins(asked: Asked, *columns: Any, by: Actor) -> Select[Any]:
    """Of `columns`, joined with the location of each."""
    query: Select[Any] = select(*columns).select_from(CheckIn).join(Location, Location.id == CheckIn.location_id).where(*_where(asked))
    return narrowed(query, by, CheckIn)


def _where(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[Any] = [true()]
    if asked.first is not None:
        found += [CheckIn.arrived_at >= _early(asked.first), asked.first <= DAY]
    if asked.last is not None:
        found += [CheckIn.arrived_at < _early(asked.last + dt.timedelta(days=3)), asked.last >= DAY]
    if asked.location_id is not None:
        found.append(CheckIn.location_id == asked.location_id)
    if asked.user_id is not None:
        found.append(CheckIn.user_id == asked.user_id)
    if asked.organisation_id is not None:
        found.append(CheckIn.user_id.in_(select(FoyerUser.id).where(FoyerUser.organisation_id == asked.organisation_id)))
    if asked.who is not None:
        found.append(KINDS[asked.who])
    if asked.source is not None:
        found.append(CheckIn.source == asked.source)
    if asked.week is not None:
        found.append(asked.week == WEEK)
    if asked.is_open:
        found.append(CheckIn.left_at.is_(None))
    if asked.is_timed:
        found.append(is_timed())
    if asked.weekday is not None and asked.hour is not None:
        hour = hours_there().column_valued("hour_there")
        found.append(
            select(hour)
            .where(func.extract("isodow", hour) == asked.weekday, func.extract("hour", hour) == asked.hour)
            .correlate(CheckIn, Location)
            .exists()
        )
    return found


def is_timed() -> ColumnElement[bool]:
    """They left themselves, or somebody saw them out: closing time says nothing about how long somebody stayed."""
    return and_(CheckIn.left_at.is_not(None), CheckIn.left_by != "closing")


def _early(day: dt.date) -> dt.datetime:
    """Not after the day begins anywhere: for the index, which knows no zones."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=dt.UTC) - dt.timedelta(days=1)


def count(session: Session, asked: Asked, *, by: Actor) -> int:
    return session.scalar(check_ins(asked, func.count(CheckIn.id), by=by)) or 0
