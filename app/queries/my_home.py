"""What a member finds on their own pages: their licenses, and the papers and payments of the organisation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from app.access.actor import Actor
from app.access.scope import visible
from app.core import clock
from app.models import CreditNote, Invoice, License, Payment
from app.queries.organisation_figures import OWED


def my_licenses(session: Session, *, by: Actor) -> list[License]:
    """Those that run today or later at their location, the first to begin first."""
    along = (joinedload(License.membership), joinedload(License.space), joinedload(License.location), selectinload(License.pauses))
    query = select(License).where(License.user_id == by.id, seen(by, License)).options(*along).order_by(License.starts_on, License.id)
    return [row for row in session.scalars(query) if row.ends_on is None or row.ends_on >= clock.today(row.location.zone)]


def open_invoices(session: Session, *, by: Actor) -> list[Invoice]:
    """What the organisation still owes, the most urgent first."""
    owed = (Invoice.status.in_(OWED), Invoice.total_cents > Invoice.credited_cents + Invoice.paid_cents)
    query = select(Invoice).where(*_own(by, Invoice), *owed).options(joinedload(Invoice.location)).order_by(Invoice.due_on, Invoice.id)
    return list(session.scalars(query))


def papers(session: Session, *, by: Actor, page: int, size: int) -> tuple[list[Invoice | CreditNote], bool]:
    """One page of invoices and credit notes together, newest first, and whether there are older ones."""
    found: list[Any] = []
    for model in (Invoice, CreditNote):
        newest = select(model).where(*_own(by, model)).options(joinedload(model.location)).order_by(model.issued_on.desc(), model.id.desc())
        found += session.scalars(newest.limit((page + 1) * size + 1))
    found.sort(key=lambda row: (row.issued_on, row.id), reverse=True)
    return found[page * size : (page + 1) * size], len(found) > (page + 1) * size


def payments(session: Session, *, by: Actor, page: int, size: int) -> tuple[list[Payment], bool]:
    """One page of what came in from the organisation, newest first, and whether there is older."""
    query = select(Payment).where(*_own(by, Payment)).order_by(Payment.received_on.desc(), Payment.id.desc())
    found = list(session.scalars(query.offset(page * size).limit(size + 1)))
    return found[:size], len(found) > size


def _own(by: Actor, model: Any) -> list[ColumnElement[bool]]:
    """Of the organisation alone, also for staff who belong to one."""
    return [model.organisation_id == (by.organisation_id or 0), seen(by, model)]


def seen(by: Actor, model: Any) -> ColumnElement[bool]:
    """The row scope as a condition."""
    criterion = visible(by, model)
    return true() if criterion is None else criterion
