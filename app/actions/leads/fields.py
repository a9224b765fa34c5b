"""What may be said about a lead."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from app.models.lead import LeadOrigin
from app.rules.lead_heat import Heat


class LeadFacts(TypedDict, total=False):
    """What can be put right later. `referrer_id` is a user who sent them (C4), `referred_by` what they said themselves."""

    location_id: int | None
    name: str
    email: str
    phone: str
    company: str
    message: str
    places: int | None
    wanted_on: dt.date | None
    source: str
    referrer_id: int | None
    referred_by: str


class LeadFields(LeadFacts, total=False):
    """`asked_at` is when it came in, now when nobody says; `anyway` makes another lead of somebody who has an open one (S5)."""

    owner_id: int | None
    heat: Heat | None
    origin: LeadOrigin
    asked_at: dt.datetime | None
    anyway: bool
