"""Three numbers of the start page for whoever sells: what is open, what it brings, and what should come this month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.month import Month
from app.models import Opportunity
from app.models.opportunity import OPEN_STAGES
from app.queries.opportunities.deals import Wanted, chosen, sums


@dataclass(frozen=True, slots=True)
class SalesNumbers:
    """`cents` is the value a month by currency; `due` those that are expected in this month, or were before."""

    count: int
    cents: dict[str, int]
    due: int


def sales_numbers(session: Session, today: dt.date, *, by: Actor, location_id: int | None) -> SalesNumbers:
    wanted, is_open = Wanted(location_id=location_id), Opportunity.stage.in_(OPEN_STAGES)
    found = sums(session, wanted, is_open, by=by).values()
    cents: dict[str, int] = {}
    for _count, by_currency in found:
        for currency, amount in by_currency.items():
            cents[currency] = cents.get(currency, 0) + amount
    due = session.scalar(chosen(select(func.count()), wanted, by=by).where(is_open, Opportunity.expected_on <= Month.of(today).last)) or 0
    return SalesNumbers(sum(count for count, _cents in found), cents, due)
