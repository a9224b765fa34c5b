"""A card that was removed is let go at the vendor, and its token is gone here."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.sealing import CARD, opened
from app.core import clock
from app.models import PaymentMethod
from app.work import transaction


def card_to_forget(method_id: int, *, by: Actor) -> str | None:
    """The token to end; None when it was ended."""
    with transaction(by=by) as work:
        method = work.lock(PaymentMethod, method_id)
        return None if method.removed_at is None or method.sealed_token is None else opened(method.sealed_token, CARD).decode()


def forget_card(method_id: int, *, by: Actor) -> None:
    """The vendor said that it charges nobody any more. Safe to repeat."""
    with transaction(by=by) as work:
        method = work.lock(PaymentMethod, method_id)
        if method.cancelled_at is None:
            method.sealed_token, method.cancelled_at, method.is_default = None, clock.now(), False
