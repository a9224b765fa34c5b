"""What counts as owed, overdue and in force, wherever it is counted; and the people of an organisation."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.models import FoyerUser, Invoice, License
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


class People(NamedTuple):
    people: int
    owners: int


def people_of(session: Session, organisation_id: int) -> People:
    """Everybody of the team, and those who run it."""
    owners = func.count().filter(FoyerUser.active, FoyerUser.team_role == TeamRole.OWNER)
    return People(*session.execute(select(func.count(), owners).where(FoyerUser.organisation_id == organisation_id)).one())
