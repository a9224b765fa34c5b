"""How far the opportunities of a period came, as numbers alone: what queries/opportunities/report.py counts one by one, for as many as there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import Opportunity, StageChange
from app.models.opportunity import Stage
from app.queries.opportunities.deals import Wanted, chosen
from app.queries.opportunities.report import opened_in
from app.rules.sales_figures import ORDER


@dataclass(frozen=True, slots=True)
class HowFar:
    """Of those that were opened in the period: how many, how many of them are won now, and by stage of ORDER how many reached it."""

    opened: int
    won: int
    reached: dict[str, int]


def how_far(session: Session, first: dt.date, last: dt.date, wanted: Wanted, *, by: Actor) -> HowFar:
    """The furthest stage of each is that of rules/sales_figures.py `furthest`; one query, and a test compares it with the report."""
    of = chosen(select(Opportunity.id, Opportunity.stage), wanted, by=by).where(opened_in(first, last)).subquery()
    far = func.max(func.greatest(_place(StageChange.after), _place(of.c.stage)))  # abandoned is no stage: null, which counts for nothing
    each = (
        select(of.c.stage, func.coalesce(far, 0).label("far"))
        .select_from(of)
        .outerjoin(StageChange, StageChange.opportunity_id == of.c.id)
        .group_by(of.c.id, of.c.stage)
        .subquery()
    )
    query = select(each.c.far, func.count(), func.count().filter(each.c.stage == Stage.WON)).group_by(each.c.far)
    found = [(far_of, number, won) for far_of, number, won in session.execute(query)]
    return HowFar(
        sum(number for _far, number, _won in found),
        sum(won for _far, _number, won in found),
        {stage: sum(number for far_of, number, _won in found if far_of >= place) for place, stage in enumerate(ORDER)},
    )


def _place(stage: Any) -> Any:
    """Its place in ORDER."""
    return case(*((stage == Stage(name), literal(place)) for place, name in enumerate(ORDER)))
