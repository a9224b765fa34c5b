"""What may be said about a room."""

from __future__ import annotations

from typing import TypedDict

from app.models.room import RoomKind


class RoomFields(TypedDict, total=False):
    """Rates are cents an hour, VAT-inclusive (B7); the location is the space's."""

    code: str
    space_id: int
    name: str
    kind: RoomKind
    capacity: int
    amenities: str
    opening_hours: str
    peak_rate_cents: int
    off_peak_rate_cents: int
    is_private: bool
    buffer_minutes: int
    min_minutes: int
    max_minutes: int
