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
class ChargeWantedAgain(Event):
    """It waited, and its job had come to an end."""

    attempt_id: int


@dataclass(frozen=True)
class ChargeDeclined(Event):
    attempt_id: int


@dataclass(frozen=True)
class ChargeLookWanted(Event):
    attempt_id: int


@dataclass(frozen=True)
class CardRemoved(Event):
    method_id: int


@dataclass(frozen=True)
class PaymentRefunded(Event):
    """Money went back, or was taken back: the refund says of what."""

    refund_id: int


@dataclass(frozen=True)
class RefundWanted(Event):
    """The vendor of cards is to be asked for it."""

    refund_id: int
