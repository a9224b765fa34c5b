"""What a report is asked of: months, a location or all that somebody may see, and who asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.entity import AnySelect
from app.core.month import Month
from app.models import Location

ALL_PLACES = "all"  # how an address names all locations that its reader may see, whatever the switch says


@dataclass(frozen=True, slots=True)
class Asked:
    """From `first` to `last`, both whole months; `today` is the reader's, who lives by the clock of `zone` and writes numbers as in `locale`. Without a location all that `by` may see."""

    by: Actor
    first: Month
    last: Month
    today: dt.date
    location_id: int | None = None
    locale: str = "en_ZA"
    zone: str = "UTC"

    @property
    def months(self) -> list[Month]:
        found = [self.first]
        while found[-1] < self.last:
            found.append(found[-1].next)
        return found

    @property
    def until(self) -> dt.date:
        """The last day that is asked for, and over or present."""
        return min(self.last.last, self.today)

    @property
    def place_word(self) -> str:
        """Its location, or all, as an address names it."""
        return ALL_PLACES if self.location_id is None else str(self.location_id)

    def at(self, location_id: int | None) -> Asked:
        return self if location_id is None else replace(self, location_id=location_id)

    def here(self, query: AnySelect, model: Any) -> AnySelect:
        """The rows of `model` that are asked for and may be seen."""
        query = narrowed(query, self.by, model)
        return query if self.location_id is None else query.where(model.location_id == self.location_id)

    def here_at(self, query: AnySelect) -> AnySelect:
        """The locations themselves."""
        query = narrowed(query, self.by, Location)
        return query if self.location_id is None else query.where(Location.id == self.location_id)


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a number: one query, whose column `measure` adds up to it where the number is a sum; its other columns are those that are shown."""

    query: AnySelect
    measure: str = ""

    def count(self, session: Session) -> int:
        return session.scalar(select(func.count()).select_from(self.query.order_by(None).subquery())) or 0

    def total(self, session: Session) -> int:
        """The sum of what is measured; of nothing 0."""
        if not self.measure:
            return 0
        found = self.query.order_by(None).subquery()
        return int(session.scalar(select(func.coalesce(func.sum(found.c[self.measure]), 0))) or 0)

    def rows(self, session: Session, *, offset: int = 0, most: int | None = None) -> list[Any]:
        query = self.query.offset(offset)
        return list(session.execute(query if most is None else query.limit(most)).mappings())
