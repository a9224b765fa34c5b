"""Subscriptions of reports: one's own, those that are due, and as whom and of what each is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.staff import staff, working
from app.core.month import Month
from app.models import ReportSubscription
from app.models.report_subscription import Rhythm
from app.queries.reports.asked import Asked

MONTHS = 12


def own_subscriptions(session: Session, *, by: Actor) -> Sequence[ReportSubscription]:
    query = select(ReportSubscription).where(ReportSubscription.user_id == by.id).options(joinedload(ReportSubscription.location))
    return session.scalars(query.order_by(ReportSubscription.report, ReportSubscription.id)).all()


def slot_of(rhythm: Rhythm, today: dt.date) -> dt.date:
    """The day whose mail is due: this week's Monday, or the first of this month."""
    return today - dt.timedelta(days=today.weekday()) if rhythm is Rhythm.WEEKLY else today.replace(day=1)


def reader_of(session: Session, row: ReportSubscription, needs: Mapping[str, Permission]) -> Actor | None:
    """Whoever subscribed, with the rights of this moment; None for who may not see it any more."""
    permission = needs.get(row.report)
    people = working(staff(session, [row.user_id]), permission, row.location_id) if permission is not None else []
    return people[0] if people else None


def asked_by(row: ReportSubscription, reader: Actor, slot: dt.date, locale: str, zone: str) -> Asked:
    """What was over on the day before the slot, with the year behind it: of a week the month that it lies in."""
    last = Month.of(slot - dt.timedelta(days=1))
    return Asked(reader, last.plus(1 - MONTHS), last, slot - dt.timedelta(days=1), row.location_id, locale, zone)
