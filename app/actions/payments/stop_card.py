"""A card that is of no more use: it stays in the list, marked, until somebody puts another one in its place."""

from __future__ import annotations

from app.core import clock
from app.models import PaymentMethod
from app.work import Work


def stop_card(work: Work, method: PaymentMethod, reason: str) -> None:
    """The card, locked, is charged no more and no default any more. Another card does not silently take its place."""
    if method.can_be_charged:
        method.is_default, method.refused_at, method.refused_reason = False, clock.now(), reason[:300]
        work.session.flush()  # before anything else becomes the default
