"""How old debt was at the end of each month, and charges of cards that failed; and what is behind each sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Date, String, Subquery, case, cast, func, literal, select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location, Organisation, PaymentAttempt
from app.models.payment_attempt import AttemptState
from app.queries.debtors.aged import aged_columns, aged_of
from app.queries.debtors.open_items import items_at, items_over
from app.queries.reports.asked import Asked, Behind
from app.rules.aged_debt import LAST_DAYS, Age, Aged, aged


@dataclass(frozen=True, slots=True)
class Debt:
    """Of one currency: (day, what was owed at its end) in the order of days."""

    currency: str
    days: list[tuple[dt.date, Aged]]


def debt_over(session: Session, asked: Asked, days: Iterable[dt.date]) -> list[Debt]:
    """One look at the books for all days. Of each currency in which anything was open on one of them all days are told, also those without debt."""
    days = list(days)
    item = items_over(days, by=asked.by, location_id=asked.location_id)
    keys = (item.c.currency, item.c.day)
    found: dict[str, dict[dt.date, Aged]] = {}
    for row in session.execute(select(*keys, *aged_columns(item, item.c.day)).group_by(*keys).order_by(*keys)).mappings():
        found.setdefault(row["currency"], {})[row["day"]] = aged_of(row)
    return [Debt(currency, [(day, of.get(day) or aged((), day)) for day in days]) for currency, of in found.items()]


def open_behind(asked: Asked, day: dt.date, currency: str, age: Age | None = None, *, is_late: bool = False) -> Behind:
    """What was open then, of one age, of all that are late, or of all."""
    item = items_at(day, by=asked.by, location_id=asked.location_id)
    query = (
        select(
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
            item.c.invoice_id,
            item.c.name,
            Location.name.label("location"),
            item.c.due_on,
            item.c.cents,
        )
        .join(Organisation, Organisation.id == item.c.organisation_id)
        .join(Location, Location.id == item.c.location_id)
        .where(item.c.currency == currency, item.c.cents > 0)
        .order_by(item.c.due_on, Organisation.name, item.c.name)
    )
    if is_late:
        query = query.where(_age(item, day) != Age.NOT_DUE.value)
    return Behind(query if age is None else query.where(_age(item, day) == age.value), "cents")


def _age(item: Subquery, day: dt.date) -> ColumnElement[str]:
    return case(
        *((item.c.due_on >= day - dt.timedelta(days=last), literal(age.value, String)) for last, age in LAST_DAYS),
        else_=literal(Age.OLDER.value, String),
    )


def failed(session: Session, asked: Asked) -> dict[tuple[str, Month], tuple[int, int]]:
    """By currency and month: how many charges failed, and of how much."""
    of = _failed(asked)
    query = select(of.c.currency, of.c.month, func.count(), cast(func.sum(of.c.cents), BigInteger)).group_by(of.c.currency, of.c.month)
    return {(currency, Month.of(month)): (count, cents) for currency, month, count, cents in session.execute(query)}


def failed_behind(asked: Asked, month: Month, currency: str) -> Behind:
    of = _failed(asked)
    query = select(of, Organisation.name.label("organisation")).join(Organisation, Organisation.id == of.c.organisation_id)
    return Behind(query.where(of.c.month == month.first, of.c.currency == currency).order_by(of.c.day, of.c.attempt_id), "cents")


def _failed(asked: Asked) -> Subquery:
    """Charges of kept cards that were declined, on the day of their location."""
    day = cast(func.timezone(Location.zone, PaymentAttempt.decided_at), Date)
    query = select(
        PaymentAttempt.id.label("attempt_id"),
        PaymentAttempt.organisation_id,
        PaymentAttempt.reference,
        PaymentAttempt.reason,
        Location.name.label("location"),
        Location.currency,
        day.label("day"),
        cast(func.date_trunc("month", day), Date).label("month"),
        PaymentAttempt.amount_cents.label("cents"),
    )
    query = query.join(Location, Location.id == PaymentAttempt.location_id)
    query = query.where(
        PaymentAttempt.state == AttemptState.DECLINED,
        PaymentAttempt.method_id.is_not(None),
        day.between(asked.first.first, asked.last.last),
    )
    return asked.here(query, PaymentAttempt).subquery("failed")
