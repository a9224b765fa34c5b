"""Outcomes that nobody knows, or that a person has to decide: how many of each kind there are (I5, I7, I8, U4, K4)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Delivery, Fulfilment, PaymentAttempt, Peer, Refund, Step, XeroEntry
from app.models.delivery import DeliveryState
from app.models.fulfilment import FulfilmentState
from app.models.payment_attempt import AttemptState
from app.models.refund import RefundState
from app.models.step import StepState
from app.queries.charge_jobs import is_forgotten

UNDECIDED = {
    "deliveries": (Delivery.id, Delivery.state.in_((DeliveryState.FAILED, DeliveryState.UNKNOWN))),
    "steps": (Step.id, Step.state.in_((StepState.FAILED, StepState.UNKNOWN))),
    "charges": (PaymentAttempt.id, PaymentAttempt.state == AttemptState.LOST),
    "refunds": (Refund.id, Refund.state == RefundState.UNKNOWN),
    "fulfilments": (Fulfilment.id, Fulfilment.state.in_((FulfilmentState.FAILED, FulfilmentState.UNKNOWN))),
    "entries": (XeroEntry.id, XeroEntry.state.in_((StepState.FAILED, StepState.UNKNOWN))),
    "peers": (Peer.id, Peer.trouble != ""),
}


def undecided(session: Session) -> dict[str, int]:
    """In one query; of the whole network."""
    asked = UNDECIDED | {"waiting_charges": (PaymentAttempt.id, is_forgotten())}
    columns = [select(func.count(column)).where(criterion).scalar_subquery().label(name) for name, (column, criterion) in asked.items()]
    row = session.execute(select(*columns)).one()
    return dict(row._mapping)
