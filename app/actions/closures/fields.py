"""What may be said about a closure."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict


class ClosureFields(TypedDict, total=False):
    """Days are inclusive; without a room the whole location is closed. The location of a room is the room's."""

    location_id: int | None
    room_id: int | None
    starts_on: dt.date
    ends_on: dt.date
    reason: str
