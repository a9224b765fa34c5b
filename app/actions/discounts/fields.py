"""What may be said about a discount: it applies where all its filled columns match (P5, P13)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict


class DiscountFields(TypedDict, total=False):
    code: str
    organisation_id: int | None
    license_id: int | None
    membership_id: int | None
    product_id: int | None
    percent: Decimal
    starts_on: dt.date | None
    ends_on: dt.date | None
    reason: str
