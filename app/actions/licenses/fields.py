"""What may be said about a license: at its start, and later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict


class LicenseTermsFields(TypedDict, total=False):
    """What may change while it runs; the rest is ended, moved or made anew."""

    user_id: int | None
    space_id: int
    commitment_months: int | None
    commitment_start: dt.date | None
    custom_price_cents: int | None
    custom_price_end: dt.date | None
    custom_price_reason: str
    net_price: bool
    escalation_percent: Decimal | None
    escalation_date: dt.date | None
    occupancy_reason: str


class LicenseFields(LicenseTermsFields, total=False):
    code: str
    organisation_id: int
    membership_id: int
    starts_on: dt.date
    ends_on: dt.date | None


PRICING = {"custom_price_cents", "custom_price_end", "custom_price_reason", "net_price"}
