"""What may be said about an announcement."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict


class AnnouncementFields(TypedDict, total=False):
    """Days are inclusive; without a location it is for the whole network."""

    location_id: int | None
    title: str
    body: str
    starts_on: dt.date
    ends_on: dt.date
    is_pinned: bool
