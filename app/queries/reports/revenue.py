"""Monthly recurring revenue and its movement, as customers and as licenses; out of the changes that a job keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BigInteger, Subquery, cast, func, literal, select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import License, Location, Membership, Organisation, RevenueChange
from app.queries.reports.asked import Asked, Behind
from app.queries.reports.movements import DIFFERENCE, movements
from app.rules.recurring_revenue import MonthMoved, MovedAlike, Movement, by_month


@dataclass(frozen=True, slots=True)
class Revenue:
    """Of one currency: all movements there ever were until the last month, and the months that are asked for."""

    currency: str
    movements: list[MovedAlike]
    months: list[MonthMoved]


def revenue(session: Session, asked: Asked) -> list[Revenue]:
    """One for each currency, by its name."""
    of = movements(asked)
    keys = (of.c.currency, of.c.born, of.c.month, of.c.movement)
    found: defaultdict[str, list[MovedAlike]] = defaultdict(list)
    for currency, born, month, movement, *sums in session.execute(
        select(*keys, func.count(), cast(func.sum(of.c.cents), BigInteger)).group_by(*keys)
    ):
        found[currency].append(MovedAlike(Month.of(born), Month.of(month), Movement(movement), *sums))
    return [Revenue(currency, alike, by_month(alike, asked.months)) for currency, alike in sorted(found.items())]


def customers_moved(asked: Asked, month: Month, currency: str, ways: Collection[Movement]) -> Behind:
    """Customers that moved in that month, in these ways."""
    of = movements(asked, currency)
    return _customers(
        select(of.c.organisation_id, of.c.movement, of.c.before, of.c.after, of.c.cents)
        .where(of.c.month == month.first, of.c.movement.in_(ways))
        .subquery("found")
    )


def customers_there(asked: Asked, month: Month, currency: str) -> Behind:
    """Customers with revenue in that month."""
    cents = cast(func.sum(DIFFERENCE), BigInteger)
    query = select(
        RevenueChange.organisation_id, literal("").label("movement"), literal(0).label("before"), cents.label("after"), cents.label("cents")
    )
    query = query.join(Location, Location.id == RevenueChange.location_id).where(
        RevenueChange.month <= month, Location.currency == currency
    )
    return _customers(
        asked.here(query.group_by(RevenueChange.organisation_id).having(func.sum(DIFFERENCE) != 0), RevenueChange).subquery("found")
    )


def _customers(of: Subquery) -> Behind:
    query = select(
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation"),
        of.c.movement,
        of.c.before,
        of.c.after,
        of.c.cents,
    )
    return Behind(
        query.join(of, of.c.organisation_id == Organisation.id).order_by(func.abs(of.c.cents).desc(), Organisation.name, Organisation.id),
        "cents",
    )


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
