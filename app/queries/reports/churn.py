"""Who left and why, and how many of those who came together are still here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import BigInteger, Integer, String, column, func, select, values
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import License, Location, Organisation
from app.queries.reports.asked import Asked, Behind
from app.queries.reports.revenue import of_currency
from app.rules.recurring_revenue import Moved, Movement


def left_behind(session: Session, asked: Asked, currency: str) -> Behind:
    """Customers who left in the months that are asked for, with the last day of their last license there and what it says of why."""
    gone = [each for each in of_currency(session, asked, currency) if each.movement is Movement.LEFT and asked.first <= each.month <= asked.last]
    return _described(asked, [(each.customer, each.month, -each.cents) for each in gone], currency)


def cohort_behind(session: Session, asked: Asked, currency: str, born: Month, month: Month) -> Behind:
    """Customers of a cohort who have revenue in a month, with how much."""
    own = cohorts(of_currency(session, asked, currency))
    there = revenue_in(of_currency(session, asked, currency), month)
    return _described(asked, [(customer, born, there[customer]) for customer in own.get(born, ()) if there.get(customer)], currency)


def cohorts(movements: Iterable[Moved]) -> dict[Month, list[int]]:
    """Customers by the first month in which they had revenue."""
    found: defaultdict[Month, list[int]] = defaultdict(list)
    for each in movements:
        if each.movement is Movement.NEW:
            found[each.month].append(each.customer)
    return dict(found)


def revenue_in(movements: Iterable[Moved], month: Month) -> dict[int, int]:
    """Cents of each customer who ever had any, in that month; `movements` are in the order of months."""
    found: dict[int, int] = {}
    for each in movements:
        if each.month <= month:
            found[each.customer] = each.after
    return found


def _described(asked: Asked, rows: list[tuple[int, Month, int]], currency: str) -> Behind:
    table = values(column("number", Integer), column("month", String), column("cents", BigInteger), name="found", literal_binds=True)
    of = table.data([(number, str(month), cents) for number, month, cents in rows] or [(0, "", 0)])
    last = func.max(func.coalesce(License.ends_on, asked.today)).label("last_day")
    reason = func.string_agg(License.end_reason.distinct(), "; ").filter(License.end_reason != "").label("reason")
    ended = select(License.organisation_id, last, reason).join(Location, Location.id == License.location_id).where(Location.currency == currency)
    ended_rows = asked.here(ended.group_by(License.organisation_id), License).subquery()
    query = select(Organisation.id.label("organisation_id"), Organisation.name.label("organisation"), of.c.month, ended_rows.c.last_day, ended_rows.c.reason, of.c.cents)
    query = query.join(of, of.c.number == Organisation.id).outerjoin(ended_rows, ended_rows.c.organisation_id == Organisation.id)
    return Behind(query.order_by(of.c.month.desc(), of.c.cents.desc(), Organisation.name), "cents")
