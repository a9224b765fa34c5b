"""What a member's day at a location can be taken from: a membership that allows it, a day pass, or a charge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import DayPass, DayUse, FoyerUser, License, LicensePause


@dataclass(frozen=True, slots=True)
class Allowance:
    """`unlimited`: no day is counted. `counting` are licenses with so many days a month, each with what is left in the month of the day."""

    unlimited: bool
    counting: tuple[tuple[License, int], ...]

    @property
    def left(self) -> int:
        return sum(max(left, 0) for _license, left in self.counting)


def allowance(session: Session, user: FoyerUser, location_id: int, day: dt.date) -> Allowance:
    """By the licenses that hold on that day: the person's own, and the organisation's that nobody has."""
    rows = session.scalars(licenses_of(user, location_id, day).options(joinedload(License.membership))).all()
    limited = [row for row in rows if row.membership.days_a_month is not None]
    used = days_used(session, [row.id for row in limited], day)
    return Allowance(len(limited) < len(rows), tuple((row, (row.membership.days_a_month or 0) - used.get(row.id, 0)) for row in limited))


def licenses_of(user: FoyerUser, location_id: int, day: dt.date) -> Select[License]:
    """In the order in which days are taken from them."""
    theirs = or_(License.user_id == user.id, and_(License.user_id.is_(None), License.organisation_id == user.organisation_id))
    paused = exists().where(
        LicensePause.license_id == License.id,
        LicensePause.starts_on <= day,
        or_(LicensePause.ends_on.is_(None), LicensePause.ends_on >= day),
    )
    holds = and_(License.starts_on <= day, or_(License.ends_on.is_(None), License.ends_on >= day), ~paused)
    return select(License).where(theirs, holds, License.location_id == location_id).order_by(License.user_id.nulls_last(), License.id)


def days_used(session: Session, license_ids: Sequence[int], day: dt.date) -> dict[int, int]:
    """By license, in the calendar month of the day."""
    first = day.replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    query = select(DayUse.license_id, func.count()).where(DayUse.license_id.in_(license_ids), DayUse.taken_from == "membership")
    return {
        number: count
        for number, count in session.execute(query.where(DayUse.day >= first, DayUse.day < after).group_by(DayUse.license_id))
        if number
    }


def passes_of(user: FoyerUser, location_id: int, day: dt.date) -> Select[DayPass]:
    """With days left, in the order in which they are used: the own ones before the organisation's, what ends first before what lasts."""
    theirs = or_(DayPass.user_id == user.id, and_(DayPass.user_id.is_(None), DayPass.organisation_id == user.organisation_id))
    here = or_(DayPass.location_id.is_(None), DayPass.location_id == location_id)
    holds = or_(DayPass.valid_until.is_(None), DayPass.valid_until >= day)
    order = (DayPass.user_id.nulls_last(), DayPass.valid_until.asc().nulls_last(), DayPass.id)
    return select(DayPass).where(theirs, here, holds, DayPass.used < DayPass.days).order_by(*order)
