"""What happens to money that comes in, for who tells the books, charges cards and writes to people."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class PaymentTaken(Event):
    payment_id: int


@dataclass(frozen=True)
class ChargeWanted(Event):
    attempt_id: int


@dataclass(frozen=True)
class CardRemoved(Event):
    method_id: int
