"""What happens at the door, for the rest of the house."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class CheckedIn(Event):
    """Whoever it is."""

    check_in_id: int


@dataclass(frozen=True)
class CheckedOut(Event):
    check_in_id: int


@dataclass(frozen=True)
class GuestArrived(Event):
    """A guest, or somebody of another network."""

    check_in_id: int
