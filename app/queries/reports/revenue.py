"""Monthly recurring revenue and its movement, as customers and as licenses; out of the changes that a job keeps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, Integer, String, cast, column, func, select, values
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import License, Location, Membership, Organisation, RevenueChange, RevenueReading
from app.queries.reports.asked import Asked, Behind
from app.rules.recurring_revenue import MonthMoved, Moved, Movement, by_month, moved

DIFFERENCE = RevenueChange.cents - RevenueChange.before_cents


@dataclass(frozen=True, slots=True)
class Revenue:
    """Of one currency: all movements there ever were until the last month, and the months that are asked for."""

    currency: str
    movements: list[Moved]
    months: list[MonthMoved]


def revenue(session: Session, asked: Asked) -> list[Revenue]:
    """One for each currency, by its name."""
    of = (Location.currency, RevenueChange.organisation_id, RevenueChange.month)
    query = select(*of, cast(func.sum(DIFFERENCE), BigInteger)).join(Location, Location.id == RevenueChange.location_id).where(RevenueChange.month <= asked.last)
    found: defaultdict[str, list[tuple[int, Month, int]]] = defaultdict(list)
    for currency, *change in session.execute(asked.here(query, RevenueChange).group_by(*of).order_by(*of)):
        found[currency].append((change[0], change[1], change[2]))
    return [_revenue(currency, moved(changes), asked.months) for currency, changes in sorted(found.items())]


def _revenue(currency: str, movements: list[Moved], months: list[Month]) -> Revenue:
    return Revenue(currency, movements, by_month(movements, months))


def known_since(session: Session, asked: Asked) -> dt.datetime | None:
    """When the location that was worked out longest ago was; None where nothing is known yet."""
    return session.scalar(asked.here(select(func.min(RevenueReading.read_at)), RevenueReading))


def of_currency(session: Session, asked: Asked, currency: str) -> list[Moved]:
    return next((each.movements for each in revenue(session, asked) if each.currency == currency), [])


def customers_moved(session: Session, asked: Asked, month: Month, currency: str, movements: Collection[Movement]) -> Behind:
    """Customers that moved in that month, in these ways."""
    found = [each for each in of_currency(session, asked, currency) if each.month == month and each.movement in movements]
    return _customers((each.customer, each.before, each.after, each.movement.value) for each in found)


def customers_there(session: Session, asked: Asked, month: Month, currency: str) -> Behind:
    """Customers with revenue in that month."""
    last: dict[int, int] = {}
    for each in of_currency(session, asked, currency):
        if each.month <= month:
            last[each.customer] = each.after
    return _customers((customer, 0, cents, "") for customer, cents in last.items() if cents)


def _customers(found: Iterable[tuple[int, int, int, str]]) -> Behind:
    rows = [(number, before, after, after - before, kind) for number, before, after, kind in found]
    table = values(column("number", Integer), column("before", BigInteger), column("after", BigInteger), column("cents", BigInteger), column("movement", String), name="found", literal_binds=True)  # more rows than a statement takes parameters
    of = table.data(rows or [(0, 0, 0, 0, "")])
    query = select(Organisation.id.label("organisation_id"), Organisation.name.label("organisation"), of.c.movement, of.c.before, of.c.after, of.c.cents)
    return Behind(query.join(of, of.c.number == Organisation.id).order_by(func.abs(of.c.cents).desc(), Organisation.name, Organisation.id), "cents")


def licenses_moved(session: Session, asked: Asked, month: Month, currency: str, organisation_id: int | None = None) -> Behind:
    """Every license whose revenue of that month is another than before, of all customers or of one."""
    query = (
        select(
            License.id.label("license_id"), License.code.label("license"), Organisation.id.label("organisation_id"), Organisation.name.label("organisation"), Membership.name.label("membership"),
            Location.name.label("location"), License.starts_on, License.ends_on, License.end_reason, RevenueChange.before_cents.label("before"), RevenueChange.cents.label("after"), DIFFERENCE.label("cents"),
        )
        .join(License, License.id == RevenueChange.license_id)
        .join(Organisation, Organisation.id == RevenueChange.organisation_id)
        .join(Membership, Membership.id == License.membership_id)
        .join(Location, Location.id == RevenueChange.location_id)
        .where(RevenueChange.month == month, Location.currency == currency)
        .order_by(Organisation.name, License.code)
    )  # fmt: skip
    query = query if organisation_id is None else query.where(RevenueChange.organisation_id == organisation_id)
    return Behind(asked.here(query, RevenueChange), "cents")
