"""products.csv"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.packages.cells import choice, money, text, yes_no
from app.actions.packages.sheet import Column, Line, Sheet
from app.models import Product
from app.models.membership import Unit
from app.models.product import VatPoint

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    """Nothing beyond its columns."""


PRODUCTS = Sheet(
    name="products",
    model=Product,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(40), "code"),
        Column("location", text(20), "location_id", ref="locations"),
        Column("name", text(200), "name"),
        Column("type", choice(Unit), "type"),
        Column("price", money(), "price_cents"),
        Column("price_includes_vat", yes_no, "price_includes_vat"),
        Column("vat_point", choice(VatPoint), "vat_point"),
        Column("credit_amount", money(), "credit_cents"),
        Column("xero_item_code", text(30), "xero_item_code"),
    ),
)
