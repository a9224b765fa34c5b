"""Opportunities as the board, the list and the forecast show them: one row each, by the same filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.core.entity import AnySelect
from app.models import FoyerUser, Lead, Location, Opportunity
from app.models.opportunity import Stage, version_of_card
from app.queries.opportunities.next_tasks import NextTask, next_tasks
from app.rules.lead_heat import Heat

NOBODY = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ones; None is all. `owner_id` NOBODY are those without an owner, `age` those that are in their stage for so many days at least."""

    location_id: int | None = None
    owner_id: int | None = None
    heat: Heat | None = None
    age: int | None = None

    @property
    def is_narrow(self) -> bool:
        return (self.owner_id, self.heat, self.age) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Deal:
    """`age` is the number of local days since it came into its stage; `value_cents` a month, without VAT."""

    id: int
    name: str
    company: str
    heat: Heat
    stage: Stage
    age: int
    value_cents: int
    currency: str
    expected_on: dt.date | None
    owner: str
    location: str
    version: str
    today: dt.date
    task: NextTask | None


COLUMNS = (
    Opportunity.id, Opportunity.stage, Opportunity.stage_since, Opportunity.owner_id, Opportunity.value_cents, Opportunity.currency, Opportunity.expected_on,
    Lead.name, Lead.company, Lead.heat, Location.name.label("location"), Location.zone, FoyerUser.first_name, FoyerUser.last_name,
)  # fmt: skip


def deals(
    session: Session,
    wanted: Wanted,
    *criteria: ColumnElement[bool],
    by: Actor,
    order: Sequence[Any],
    limit: int | None = None,
    offset: int = 0,
) -> list[Deal]:
    """With their next task, if the actor may see tasks."""
    query = chosen(select(*COLUMNS), wanted, by=by).outerjoin(FoyerUser, FoyerUser.id == Opportunity.owner_id)
    rows = session.execute(query.where(*criteria).order_by(*order).limit(limit).offset(offset)).all()
    tasks = next_tasks(session, [row.id for row in rows], by=by)
    today = {zone: clock.today(zone) for zone in {row.zone for row in rows}}
    return [_deal(row, today[row.zone], tasks) for row in rows]


def chosen(query: AnySelect, wanted: Wanted, *, by: Actor) -> AnySelect:
    """A query of opportunities with their lead and location, of those that are wanted and that the actor may see."""
    query = query.select_from(Opportunity).join(Lead, Lead.id == Opportunity.lead_id).join(Location, Location.id == Opportunity.location_id)
    if wanted.location_id is not None:
        query = query.where(Opportunity.location_id == wanted.location_id)
    if wanted.owner_id is not None:
        query = query.where(Opportunity.owner_id.is_(None) if wanted.owner_id == NOBODY else Opportunity.owner_id == wanted.owner_id)
    if wanted.heat is not None:
        query = query.where(Lead.heat == wanted.heat)
    if wanted.age is not None:
        query = query.where(Opportunity.stage_since <= clock.now() - dt.timedelta(days=wanted.age))
    return narrowed(query, by, Opportunity)


def sums(session: Session, wanted: Wanted, *criteria: ColumnElement[bool], by: Actor) -> dict[Stage, tuple[int, dict[str, int]]]:
    """Of each stage that has any: how many, and their value a month in cents by currency."""
    query = chosen(select(Opportunity.stage, Opportunity.currency, func.count(), func.sum(Opportunity.value_cents)), wanted, by=by).where(
        *criteria
    )
    found: dict[Stage, tuple[int, dict[str, int]]] = {}
    for stage, currency, count, cents in session.execute(
        query.group_by(Opportunity.stage, Opportunity.currency).order_by(Opportunity.currency)
    ):
        before = found.get(stage, (0, {}))
        found[stage] = before[0] + count, before[1] | {currency: int(cents)}
    return found


def _deal(row: Any, today: dt.date, tasks: Mapping[int, NextTask]) -> Deal:
    age = (today - clock.local(row.stage_since, row.zone).date()).days
    owner = f"{row.first_name} {row.last_name}".strip() if row.first_name is not None else ""
    return Deal(
        row.id,
        row.name,
        row.company,
        row.heat,
        row.stage,
        age,
        row.value_cents,
        row.currency,
        row.expected_on,
        owner,
        row.location,
        version_of_card(row),
        today,
        tasks.get(row.id),
    )
