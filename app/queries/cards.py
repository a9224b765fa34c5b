"""Kept cards of an organisation, and how paying an invoice by card stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Invoice, Organisation, PaymentAttempt, PaymentMethod
from app.models.payment_attempt import UNDECIDED


def cards_of(session: Session, organisation_id: int | None, *, by: Actor) -> Sequence[PaymentMethod]:
    """Those that are not taken away, the default one first. Also those that were refused for good: somebody has to put another in their place."""
    query = select(PaymentMethod).where(
        PaymentMethod.organisation_id == (organisation_id or 0), PaymentMethod.removed_at.is_(None), PaymentMethod.cancelled_at.is_(None)
    )
    query = narrowed(query, by, PaymentMethod)
    return session.scalars(query.order_by(PaymentMethod.is_default.desc(), PaymentMethod.refused_at.is_not(None), PaymentMethod.id)).all()


def last_attempt(session: Session, invoice_id: int, *, by: Actor) -> PaymentAttempt | None:
    """The newest way in which somebody went to pay it by card."""
    query = select(PaymentAttempt).where(PaymentAttempt.invoice_id == invoice_id).options(joinedload(PaymentAttempt.method))
    query = narrowed(query, by, PaymentAttempt)
    return session.scalars(query.order_by(PaymentAttempt.id.desc()).limit(1)).one_or_none()


def can_be_charged(session: Session, invoice: Invoice) -> bool:
    """Whether its organisation has a default card, and no charge for it is under way."""
    default = exists().where(PaymentMethod.organisation_id == invoice.organisation_id, PaymentMethod.is_default)
    moves = exists().where(PaymentAttempt.invoice_id == invoice.id, PaymentAttempt.method_id.is_not(None), PaymentAttempt.state.in_(UNDECIDED))
    return bool(session.scalar(select(default & ~moves)))


def pays_by_itself(organisation_id: Any) -> ColumnElement[bool]:
    """Whether that organisation, an id or a column, pays what it is sent by its default card, without being asked."""
    wants = exists().where(Organisation.id == organisation_id, Organisation.auto_pay)
    return wants & exists().where(PaymentMethod.organisation_id == organisation_id, PaymentMethod.is_default)
