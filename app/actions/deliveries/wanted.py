"""DeliveryWanted: a document is ready and one address waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class DeliveryWanted(Event):
    delivery_id: int
