"""Who left and why, and how many of those who came together are still here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Subquery, cast, func, literal, select

from app.core.month import Month
from app.models import License, Location, Organisation
from app.queries.reports.asked import Asked, Behind
from app.queries.reports.movements import movements
from app.rules.recurring_revenue import Movement


def left_behind(asked: Asked, currency: str) -> Behind:
    """Customers who left in the months that are asked for, with the last day of their last license there and what it says of why."""
    of = movements(asked, currency)
    gone = select(of.c.organisation_id, _said(of.c.month), (-of.c.cents).label("cents"))
    return _described(asked, gone.where(of.c.movement == Movement.LEFT.value, of.c.month.between(asked.first.first, asked.last.first)).subquery("found"), currency)


def cohort_behind(asked: Asked, currency: str, born: Month, month: Month) -> Behind:
    """Customers of a cohort who have revenue in a month, with how much."""
    of = movements(asked, currency)
    there = func.sum(of.c.cents)
    query = select(of.c.organisation_id, literal(str(born)).label("month"), cast(there, BigInteger).label("cents")).where(of.c.born == born.first, of.c.month <= month.first)
    return _described(asked, query.group_by(of.c.organisation_id).having(there != 0).subquery("found"), currency)


def _said(month: Any) -> Any:
    return func.to_char(month, "YYYY-MM").label("month")


def _described(asked: Asked, of: Subquery, currency: str) -> Behind:
    last = func.max(func.coalesce(License.ends_on, asked.today)).label("last_day")
    reason = func.string_agg(License.end_reason.distinct(), "; ").filter(License.end_reason != "").label("reason")
    ended = select(last, reason).join(Location, Location.id == License.location_id).where(Location.currency == currency, License.organisation_id == of.c.organisation_id)
    why = asked.here(ended, License).lateral("why")
    query = select(Organisation.id.label("organisation_id"), Organisation.name.label("organisation"), of.c.month, why.c.last_day, why.c.reason, of.c.cents)
    query = query.select_from(of).join(Organisation, of.c.organisation_id == Organisation.id).outerjoin(why, literal(True))
    return Behind(query.order_by(of.c.month.desc(), of.c.cents.desc(), Organisation.name), "cents")
