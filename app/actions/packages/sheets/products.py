"""products.csv"""

from __future__ import annotations

from app.actions.packages.amounts import money, whole
from app.actions.packages.cells import choice, text, yes_no
from app.actions.packages.sheet import Column, Sheet
from app.models import Product
from app.models.product import VatPoint
from app.rules.units import Unit

PRODUCTS = Sheet(
    name="products",
    model=Product,
    key=("code",),
    columns=(
        Column("code", text(40), "code"),
        Column("location", text(20), "location_id", ref="locations"),
        Column("name", text(200), "name"),
        Column("type", choice(Unit), "type"),
        Column("price", money(), "price_cents"),
        Column("price_includes_vat", yes_no, "price_includes_vat"),
        Column("vat_point", choice(VatPoint), "vat_point"),
        Column("credit_amount", money(), "credit_cents"),
        Column("days", whole(1, 366), "days"),
        Column("xero_item_code", text(30), "xero_item_code"),
    ),
)
