"""What may be said about a product."""

from __future__ import annotations

from typing import TypedDict

from app.models.product import VatPoint
from app.rules.units import Unit


class ProductFields(TypedDict, total=False):
    """Without a location it is sold in the whole network."""

    code: str
    location_id: int | None
    name: str
    type: Unit
    price_cents: int
    price_includes_vat: bool
    vat_point: VatPoint
    credit_cents: int | None
    days: int | None
    credit_days: int | None
    stuff_pays: bool
    space_pays: bool
    extra_most: int | None
    xero_item_code: str
    is_active: bool
