"""What happens to a booking, for who tells the people in it. A hold tells nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.events import Event


@dataclass(frozen=True)
class BookingMade(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingChanged(Event):
    """Time, place, title or guests moved; `sequence` is the booking's after it, `removed` the addresses that were taken off."""

    booking_id: int
    sequence: int
    removed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BookingCancelled(Event):
    booking_id: int
    sequence: int
