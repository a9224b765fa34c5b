"""Deposits: which wait to be given back, and what is left of the money around them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Adhoc, Deposit, DepositMovement, Invoice, InvoiceLine, License
from app.models.deposit import DepositStatus
from app.queries.organisation_figures import OWED


def runs_on(day: dt.date) -> ColumnElement[bool]:
    """The license of a deposit, or any of its organisation at its location when it names none, is in force that day or later."""
    return (
        select(License.id)
        .where(
            License.organisation_id == Deposit.organisation_id,
            License.location_id == Deposit.location_id,
            or_(Deposit.license_id.is_(None), License.id == Deposit.license_id),
            or_(License.ends_on.is_(None), License.ends_on >= day),
        )
        .exists()
    )


def to_give_back(day: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Held though what it secures has ended: home, the list and the report count the same."""
    return Deposit.held_cents > 0, ~runs_on(day)


def waiting_to_go_back(session: Session, day: dt.date, *, by: Actor, location_id: int | None) -> int:
    """How many deposits wait to be given back, of those that this actor may see."""
    query = select(func.count(Deposit.id)).where(*to_give_back(day))
    query = narrowed(query, by, Deposit)
    return session.scalar(query if location_id is None else query.where(Deposit.location_id == location_id)) or 0


def has_ended(session: Session, deposit: Deposit, day: dt.date) -> bool:
    """Whether what the deposit secures has ended before that day."""
    return not session.scalar(select(runs_on(day)).where(Deposit.id == deposit.id))


def payable(session: Session, invoice: Invoice) -> int:
    """What a deposit may pay of an invoice, in cents: all that is due but for the deposits that it asks for itself."""
    asked = select(func.coalesce(func.sum(Deposit.amount_cents - Deposit.received_cents), 0)).where(
        Deposit.invoice_id == invoice.id, Deposit.status != DepositStatus.WITHDRAWN
    )
    return invoice.due_cents - int(session.scalar(asked) or 0)


def open_invoices(session: Session, deposit: Deposit) -> list[tuple[Invoice, int]]:
    """Invoices that it could be applied to, the oldest first, with what of each it may pay in cents."""
    query = select(Invoice).where(
        Invoice.organisation_id == deposit.organisation_id, Invoice.location_id == deposit.location_id, Invoice.status.in_(OWED)
    )
    found = [(invoice, payable(session, invoice)) for invoice in session.scalars(query.order_by(Invoice.due_on, Invoice.id))]
    return [(invoice, left) for invoice, left in found if left > 0]


def kept_still(session: Session, movement_id: int) -> int:
    """What of a kept part was not taken back or found unneeded, in cents."""
    parts = select(func.sum(DepositMovement.cents)).where(
        or_(DepositMovement.id == movement_id, DepositMovement.reverses_id == movement_id)
    )
    return -int(session.scalar(parts) or 0)


def paid_from_kept(session: Session, invoice_id: int) -> int:
    """What kept parts of deposits paid of an invoice, in cents: the charges that it bills were theirs from the start."""
    charges = (
        select(Adhoc.kept_from_id)
        .join(InvoiceLine, InvoiceLine.adhoc_id == Adhoc.id)
        .where(InvoiceLine.invoice_id == invoice_id, Adhoc.kept_from_id.is_not(None))
    )
    return sum(kept_still(session, movement_id) for movement_id in session.scalars(charges) if movement_id is not None)
