"""Who left and why, and how many of those who came together are still here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Date, Subquery, case, cast, func, literal, select
from sqlalchemy.sql.selectable import LateralFromClause

from app.core.entity import AnySelect
from app.core.month import Month
from app.models import License, Location, Organisation
from app.queries.reports.asked import Asked, Behind
from app.queries.reports.movements import movements
from app.rules.recurring_revenue import Movement


def left_behind(asked: Asked, currency: str, organisation_id: int | None = None) -> Behind:
    """Customers who left, or the one, in the months that are asked for, with the last day of the license that ended last until then, and what it says of why: who came back has others."""
    moves = movements(asked, currency)
    gone = select(moves.c.organisation_id, moves.c.month.label("first"), _said(moves.c.month), (-moves.c.cents).label("cents"))
    gone = gone if organisation_id is None else gone.where(moves.c.organisation_id == organisation_id)
    of = gone.where(moves.c.movement == Movement.LEFT.value, moves.c.month.between(asked.first.first, asked.last.first)).subquery("found")
    over = License.ends_on < cast(of.c.first + func.make_interval(0, 1), Date)
    ended = select(License.ends_on.label("last_day"), License.end_reason.label("reason")).where(over)
    why = (
        _licenses(asked, ended, of, currency)
        .order_by(License.ends_on.desc(), License.end_reason == "", License.id.desc())
        .limit(1)
        .lateral("why")
    )
    return _described(of, why, (why.c.last_day, why.c.reason))


def cohort_behind(asked: Asked, currency: str, born: Month, month: Month) -> Behind:
    """Customers of a cohort who have revenue in a month, with how much, and their last day where all of their licenses have one."""
    of = movements(asked, currency)
    there = func.sum(of.c.cents)
    query = select(of.c.organisation_id, literal(str(born)).label("month"), cast(there, BigInteger).label("cents")).where(
        of.c.born == born.first, of.c.month <= month.first
    )
    found = query.group_by(of.c.organisation_id).having(there != 0).subquery("found")
    last = case((func.bool_and(License.ends_on.is_not(None)), func.max(License.ends_on))).label("last_day")
    until = _licenses(asked, select(last), found, currency).lateral("until")
    return _described(found, until, (until.c.last_day,))


def _said(month: Any) -> Any:
    return func.to_char(month, "YYYY-MM").label("month")


def _licenses(asked: Asked, query: AnySelect, of: Subquery, currency: str) -> AnySelect:
    """Of the customer of each row, at the places that are looked at."""
    query = query.join(Location, Location.id == License.location_id).where(
        Location.currency == currency, License.organisation_id == of.c.organisation_id
    )
    return asked.here(query, License)


def _described(of: Subquery, more: LateralFromClause, columns: tuple[Any, ...]) -> Behind:
    query = select(Organisation.id.label("organisation_id"), Organisation.name.label("organisation"), of.c.month, *columns, of.c.cents)
    query = query.select_from(of).join(Organisation, of.c.organisation_id == Organisation.id).outerjoin(more, literal(True))
    return Behind(query.order_by(of.c.month.desc(), of.c.cents.desc(), Organisation.name), "cents")
