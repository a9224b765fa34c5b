"""The presence report: by day, by hour of the week, by kind and source; each number is of check-ins, and a list has as many rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import CheckIn
from app.models.check_in import Source
from app.queries.presence.asked import DAY, KINDS, WEEK, Asked, check_ins, hours_there, is_timed
from app.queries.presence.who_is_in import Who


@dataclass(frozen=True, slots=True)
class Report:
    """`hours` by (weekday of ISO 8601, hour of the wall): check-ins that were there at some moment of it. `stay` is the average of those who were
    seen leaving, `timed` their number."""

    total: int
    days: dict[dt.date, int]
    hours: dict[tuple[int, int], int]
    kinds: dict[Who, int]
    sources: dict[Source, int]
    guest_weeks: dict[dt.date, int]
    stay: dt.timedelta | None
    timed: int

    @property
    def busiest(self) -> tuple[int, int] | None:
        """The first of the fullest hours."""
        return min((key for key in self.hours), key=lambda key: (-self.hours[key], key), default=None)

    @property
    def open_hours(self) -> range:
        """From the first to the last hour of the day in which anybody was ever there."""
        seen = [hour for _weekday, hour in self.hours]
        return range(min(seen), max(seen) + 1) if seen else range(0)


def presence_report(session: Session, asked: Asked, *, by: Actor) -> Report:
    """Of the days of `asked`, with its filters."""

    def counted(*keys: Any, of: Asked = asked) -> list[Any]:
        query = check_ins(of, *keys, func.count(CheckIn.id), by=by)
        return list(session.execute(query.group_by(*keys).order_by(*keys)))

    kinds = {who: func.count(CheckIn.id).filter(fits) for who, fits in KINDS.items()}
    stays = func.avg(CheckIn.left_at - CheckIn.arrived_at).filter(is_timed())
    total, stay, timed, *by_kind = session.execute(
        check_ins(asked, func.count(CheckIn.id), stays, func.count(CheckIn.id).filter(is_timed()), *kinds.values(), by=by)
    ).one()
    return Report(
        total=total,
        days={row[0]: row[1] for row in counted(DAY)},
        hours=_hours(session, asked, by),
        kinds=dict(zip(kinds, by_kind, strict=True)),
        sources={row[0]: row[1] for row in counted(CheckIn.source)},
        guest_weeks={row[0]: row[1] for row in counted(WEEK, of=replace(asked, who=Who.GUEST))} if asked.who in (None, Who.GUEST) else {},
        stay=stay,
        timed=timed,
    )


def _hours(session: Session, asked: Asked, by: Actor) -> dict[tuple[int, int], int]:
    """Each check-in once for each hour of the week, however long it stays."""
    rows = check_ins(asked, hours_there().label("at"), by=by).subquery()
    keys = (func.extract("isodow", rows.c.at), func.extract("hour", rows.c.at))
    query = select(*keys, func.count()).select_from(rows).group_by(*keys)
    return dict(sorted((((int(weekday), int(hour)), number) for weekday, hour, number in session.execute(query))))
