"""Outcomes that nobody knows, or that a person has to decide: how many of each kind there are (I5, I7, I8, U4, K4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import CreditNote, Delivery, Fulfilment, Invoice, PaymentAttempt, Peer, Refund, XeroEntry
from app.models.refund import RefundState
from app.models.to_decide import STUCK

UNDECIDED: dict[str, tuple[Any, Any]] = {
    "deliveries": (Delivery, Delivery.to_decide),
    "invoices": (Invoice, Invoice.to_decide),
    "credit_notes": (CreditNote, CreditNote.to_decide),
    "charges": (PaymentAttempt, PaymentAttempt.to_decide),
    "refunds": (Refund, Refund.state == RefundState.UNKNOWN),
    "fulfilments": (Fulfilment, Fulfilment.to_decide),
    "entries": (XeroEntry, XeroEntry.state.in_(STUCK)),
    "peers": (Peer, Peer.trouble != ""),
}
OF_NO_PLACE = frozenset({"entries", "peers"})  # what opens for these shows all places, whichever is chosen


def newest(session: Session, kind: str) -> dt.datetime | None:
    """When the youngest of a kind was made, wherever it is."""
    model, criterion = UNDECIDED[kind]
    found: dt.datetime | None = session.scalar(select(func.max(model.created_at)).where(criterion))
    return found


def undecided(session: Session, *, by: Actor, location_id: int | None = None) -> dict[str, int]:
    """In one query; as many as the actor sees, at one location or wherever they may look."""

    def number(kind: str, model: Any, criterion: Any) -> Any:
        query = narrowed(select(func.count(model.id)).where(criterion), by, model)
        here = query if location_id is None or kind in OF_NO_PLACE else query.where(model.location_id == location_id)
        return here.scalar_subquery().label(kind)

    row = session.execute(select(*(number(kind, *asked) for kind, asked in UNDECIDED.items()))).one()
    return dict(row._mapping)
