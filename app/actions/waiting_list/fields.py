"""What may be said about somebody who waits."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from app.models.space import SpaceKind


class WaitingEntryFields(TypedDict, total=False):
    """A space, a kind, or neither for whatever comes free; the location is the space's where there is one."""

    location_id: int | None
    space_id: int | None
    kind: SpaceKind | None
    organisation_id: int | None
    name: str
    email: str
    places: int
    starts_on: dt.date
    since: dt.date
    note: str
