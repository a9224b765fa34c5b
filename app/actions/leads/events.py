"""What happens to leads, for the rest of the house."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class LeadCreated(Event):
    lead_id: int


@dataclass(frozen=True)
class LeadAssigned(Event):
    lead_id: int
    owner_id: int
