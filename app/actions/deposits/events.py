"""What happened to deposits."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class DepositMoved(Event):
    """Money of it came in, went back, or paid an invoice."""

    deposit_id: int
