"""What may be said about a tax rate."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict


class TaxRateFields(TypedDict, total=False):
    country: str
    name: str
    percent: Decimal
    valid_from: dt.date
    withdrawn: bool
    xero_tax_type: str
