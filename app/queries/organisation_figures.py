"""The numbers of one organisation's page, in one statement."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.core.clock import today
from app.models import Adhoc, FoyerUser, Invoice, License, Location, Organisation
from app.models.invoice import InvoiceStatus
from app.models.user import TeamRole

OWED = (InvoiceStatus.SENT, InvoiceStatus.PART_PAID)


def owed(more_than: int = 0) -> tuple[ColumnElement[bool], ...]:
    """Sent, and more than so many cents of it not settled."""
    return Invoice.status.in_(OWED), Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents > more_than


def overdue(day: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Sent, not settled, and past its day (P14): home, an organisation and the list of invoices count the same."""
    return *owed(), Invoice.due_on < day


def in_force(day: dt.date | ColumnElement[dt.date]) -> tuple[ColumnElement[bool], ...]:
    """A license that runs on that day: home and the list of licenses count the same."""
    return License.starts_on <= day, or_(License.ends_on.is_(None), License.ends_on >= day)


class Figures(NamedTuple):
    licenses: int
    people: int
    waiting: int
    invoices: int
    overdue: int
    owners: int


def figures_of(session: Session, organisation_id: int) -> Figures:
    """Licenses in force today or later, people, charges that wait, invoices, those past their due date (P14), and who runs the team."""
    zone = session.scalar(
        select(Location.zone).join(Organisation, Organisation.location_id == Location.id).where(Organisation.id == organisation_id)
    )
    day = today(zone or "UTC")
    running = select(func.count(License.id)).where(
        License.organisation_id == organisation_id, or_(License.ends_on.is_(None), License.ends_on >= day)
    )
    people = select(func.count(FoyerUser.id)).where(FoyerUser.organisation_id == organisation_id)
    owners = people.where(FoyerUser.active, FoyerUser.team_role == TeamRole.OWNER)
    waiting = select(func.count(Adhoc.id)).where(Adhoc.organisation_id == organisation_id, Adhoc.invoiced_at.is_(None))
    invoices = select(func.count(Invoice.id)).where(Invoice.organisation_id == organisation_id, Invoice.status != InvoiceStatus.VOID)
    asked = (running, people, waiting, invoices, invoices.where(*overdue(day)), owners)
    return Figures(*session.execute(select(*(each.scalar_subquery() for each in asked))).one())
