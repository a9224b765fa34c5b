"""What happens to an invitation, for the rest of the house: the guest's mail with the pass follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class VisitInvited(Event):
    """Also after the invitation went to another address, with a pass of its own."""

    visit_id: int


@dataclass(frozen=True)
class VisitChanged(Event):
    """Time, place or host, as the guest should know."""

    visit_id: int


@dataclass(frozen=True)
class VisitCancelled(Event):
    visit_id: int
