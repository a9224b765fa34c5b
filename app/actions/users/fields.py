"""What may be said about a person who can sign in."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict


class UserFields(TypedDict, total=False):
    """`roles` are names of app/access/roles.py; `location_ids` limits staff to some locations, empty means all of them.
    `ends_on` is the last day on which they have anything here, where they belong; empty: no end."""

    email: str
    first_name: str
    last_name: str
    phone: str
    organisation_id: int | None
    location_id: int | None
    ends_on: dt.date | None
    roles: list[str]
    location_ids: list[int]
