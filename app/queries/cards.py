"""Kept cards of an organisation, and how paying an invoice by card stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Invoice, Organisation, PaymentAttempt, PaymentMethod
from app.models.payment_attempt import UNDECIDED
from app.rules.payfast import CURRENCY, LEAST_CENTS, least_said
from app.rules.ways_to_pay import Way, allows, pattern


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
    """Whether a card may pay it, its organisation has a default one, and no charge for it is under way."""
    if cards_shut(invoice.organisation, invoice.currency, invoice.due_cents):
        return False
    default = exists().where(PaymentMethod.organisation_id == invoice.organisation_id, PaymentMethod.is_default)
    moves = exists().where(
        PaymentAttempt.invoice_id == invoice.id, PaymentAttempt.method_id.is_not(None), PaymentAttempt.state.in_(UNDECIDED)
    )
    return bool(session.scalar(select(default & ~moves)))


def no_cards(organisation: Organisation) -> str:
    """Why nothing of theirs is paid by card; empty: it may be."""
    if not current_app.extensions["settings"].payfast_merchant_id:
        return _("No cards are taken here.")
    return (
        ""
        if allows(organisation.allowed_payments or "", Way.CARD)
        else _("%(organisation)s does not pay by card.", organisation=organisation)
    )


def cards_shut(organisation: Organisation, currency: str, cents: int) -> str:
    """Why no card of theirs pays so many cents; empty: one may."""
    if why := no_cards(organisation):
        return why
    if currency != CURRENCY:
        return _("Cards pay in %(currency)s only.", currency=CURRENCY)
    return _("Cards pay no less than %(least)s.", least=least_said()) if cents < LEAST_CENTS else ""


def asks_card() -> ColumnElement[bool]:
    """Whether an organisation has its card charged without being asked. One that may not pay by card says so in vain."""
    return Organisation.auto_pay & Organisation.allowed_payments.regexp_match(pattern(Way.CARD), flags="i")


def pays_by_itself(organisation_id: Any) -> ColumnElement[bool]:
    """Whether that organisation, an id or a column, pays what it is sent by its default card, without being asked."""
    wants = exists().where(Organisation.id == organisation_id, asks_card())
    return wants & exists().where(PaymentMethod.organisation_id == organisation_id, PaymentMethod.is_default)
