"""What a person has to decide, asked of each row: who counts them and the list that opens ask the same question."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, column_property

from app.models.access import Access, AccessState
from app.models.charge_jobs import is_forgotten
from app.models.credit_note import CreditNote
from app.models.delivery import Delivery, DeliveryState
from app.models.fulfilment import Fulfilment, FulfilmentState
from app.models.invoice import Invoice
from app.models.payment_attempt import AttemptState, PaymentAttempt
from app.models.step import Step, StepState
from app.rules.access import Standing

STUCK = (StepState.FAILED, StepState.UNKNOWN)


def _has_stuck_steps(document: InstrumentedAttribute[int], step_of: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Some step of the document failed, or nobody knows whether it happened. Few are open: they are found first."""
    return document.in_(select(step_of).where(Step.state.in_(STUCK), step_of.is_not(None)))


def _needs_a_look() -> ColumnElement[bool]:
    """Failed, found different, or still open after the license ended because the system was told so in vain."""
    stays_open = and_(
        Access.state == AccessState.WANTED,
        Access.reason != "",
        Access.wanted["standing"].astext == Standing.NONE.value,
        Access.held["standing"].astext == Standing.GRANTED.value,
    )
    return or_(Access.state == AccessState.FAILED, Access.drift != [], stays_open)


Delivery.to_decide = column_property(Delivery.state.in_((DeliveryState.FAILED, DeliveryState.UNKNOWN)), deferred=True)
Fulfilment.to_decide = column_property(Fulfilment.state.in_((FulfilmentState.FAILED, FulfilmentState.UNKNOWN)), deferred=True)
Invoice.to_decide = column_property(_has_stuck_steps(Invoice.id, Step.invoice_id), deferred=True)
CreditNote.to_decide = column_property(_has_stuck_steps(CreditNote.id, Step.credit_note_id), deferred=True)
PaymentAttempt.to_decide = column_property(or_(PaymentAttempt.state == AttemptState.LOST, is_forgotten()), deferred=True)
Access.to_decide = column_property(_needs_a_look(), deferred=True)
