"""Charges that something has to be done about: whose day has come, and whose outcome nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core import clock
from app.models import Invoice, Location, PaymentAttempt
from app.models.payment_attempt import AttemptState
from app.queries.organisation_figures import owed

MOST = 200  # of a kind in one round


@dataclass(frozen=True)
class Lost:
    """`since`: nothing of it can stand in the vendor's account before. `looks`: how often a page was looked up before; one
    that `pays` nothing only keeps a card, of which that account says nothing."""

    attempt_id: int
    reference: str
    since: dt.datetime
    looks: int = 0
    pays: bool = True


def due_retries(session: Session) -> Sequence[int]:
    """Declined attempts that are followed by the next one today, at their location; not while somebody may be paying the invoice on the vendor's page."""
    local_day = func.date(func.timezone(Location.zone, clock.now()))
    page = aliased(PaymentAttempt)
    paying = exists().where(page.invoice_id == PaymentAttempt.invoice_id, page.look_at.is_not(None), page.looks == 0)
    query = (
        select(PaymentAttempt.id)
        .join(Location, Location.id == PaymentAttempt.location_id)
        .where(PaymentAttempt.retry_on <= local_day, ~paying)
    )
    return session.scalars(query.order_by(PaymentAttempt.id).limit(MOST)).all()


def lost_charge(session: Session, attempt_id: int) -> Lost | None:
    """None for one whose outcome is known."""
    return next(iter(_lost(session, _query().where(PaymentAttempt.id == attempt_id))), None)


def waiting_charge(session: Session, attempt_id: int) -> Lost | None:
    """None unless it is still to be asked for, as far as Foyer knows."""
    query = select(PaymentAttempt.id, PaymentAttempt.reference, PaymentAttempt.created_at).where(
        PaymentAttempt.id == attempt_id, PaymentAttempt.state == AttemptState.OPEN
    )
    return next((Lost(*row) for row in session.execute(query)), None)


def lost_charges(session: Session) -> list[Lost]:
    """The newest first: the older ones were looked up often."""
    return _lost(session, _query().order_by(PaymentAttempt.asked_at.desc()).limit(MOST))


def open_pages(session: Session, attempt_id: int | None = None) -> list[Lost]:
    """Payments on the vendor's page, begun and not heard of, that are to be looked up by now; or that one, whose look a person asks for."""
    due = (
        PaymentAttempt.look_at <= clock.now()
        if attempt_id is None
        else (PaymentAttempt.id == attempt_id) & PaymentAttempt.look_at.is_not(None)
    )
    query = select(
        PaymentAttempt.id, PaymentAttempt.reference, PaymentAttempt.created_at, PaymentAttempt.looks, PaymentAttempt.invoice_id.is_not(None)
    ).where(due)
    return [Lost(*row) for row in session.execute(query.order_by(PaymentAttempt.look_at).limit(MOST))]


def charges_of_run(session: Session, run_id: int) -> dict[int, PaymentAttempt]:
    """The newest charge of a kept card for each invoice of the run, by invoice."""
    charged = (
        select(PaymentAttempt)
        .join(Invoice, Invoice.id == PaymentAttempt.invoice_id)
        .where(Invoice.run_id == run_id, PaymentAttempt.method_id.is_not(None))
    )
    return {each.invoice_id: each for each in session.scalars(charged.order_by(PaymentAttempt.id)) if each.invoice_id is not None}


def _query() -> Select[int, str, dt.datetime | None]:
    return select(PaymentAttempt.id, PaymentAttempt.reference, PaymentAttempt.asked_at).where(PaymentAttempt.state == AttemptState.LOST)


def _lost(session: Session, query: Select[int, str, dt.datetime | None]) -> list[Lost]:
    return [Lost(attempt_id, reference, since) for attempt_id, reference, since in session.execute(query) if since is not None]


def declined_and_owed(more_than: int = 0) -> ColumnElement[bool]:
    """Declined, and of its invoice more than so many cents are owed that no later charge took or tried; a page that somebody opened and left is none."""
    later = aliased(PaymentAttempt)
    was_left = or_(later.state == AttemptState.DROPPED, (later.state == AttemptState.OPEN) & later.method_id.is_(None))
    return and_(
        PaymentAttempt.state == AttemptState.DECLINED,
        exists().where(Invoice.id == PaymentAttempt.invoice_id, *owed(more_than)),
        ~exists().where(later.invoice_id == PaymentAttempt.invoice_id, later.id > PaymentAttempt.id, ~was_left),
    )
