"""Is there a job that brings a charge to the vendor? One that waits and has none is asked for by nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func

from app.models.outbox import OutboxMessage, OutboxState
from app.models.payment_attempt import AttemptState, PaymentAttempt

# Parked, a person has it: after a restore it may have been done by the Foyer that is lost.
IN_HAND = (OutboxState.DUE, OutboxState.QUEUED, OutboxState.RUNNING, OutboxState.PARKED)
EVENTS = ("ChargeWanted", "ChargeWantedAgain")
FORGOTTEN = dt.timedelta(hours=1)  # as the promise P2.charges says


def in_hand(attempt_id: Any) -> ColumnElement[bool]:
    """Whether some job asks for that charge, or will."""
    mine = and_(OutboxMessage.event.in_(EVENTS), OutboxMessage.payload == func.jsonb_build_object("attempt_id", attempt_id))
    return exists().where(mine, OutboxMessage.state.in_(IN_HAND))


def is_forgotten() -> ColumnElement[bool]:
    """Waits for more than an hour, and no job has it."""
    waits = and_(
        PaymentAttempt.state == AttemptState.OPEN, PaymentAttempt.method_id.is_not(None), PaymentAttempt.created_at < func.now() - FORGOTTEN
    )
    return waits & ~in_hand(PaymentAttempt.id)
