"""Withhold a mail that would do harm or no good by now: its link is over, or its person was deactivated."""

from __future__ import annotations

from app.access.actor import Actor
from app.models import Delivery
from app.work import transaction


def withhold_delivery(delivery_id: int, reason: str, *, by: Actor) -> None:
    """Only what nobody has begun to send; anything else is left alone."""
    with transaction(by=by) as work:
        row = work.lock(Delivery, delivery_id)
        if Delivery.moves.may(row, "withhold"):
            Delivery.moves.move(row, "withhold")
            row.reason = reason[:1000]
