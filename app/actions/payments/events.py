"""What happens to money that came in, for who tells the books."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class PaymentTaken(Event):
    payment_id: int
