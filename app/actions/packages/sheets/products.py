"""products.csv"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import money, whole
from app.actions.packages.cells import choice, text, yes_no
from app.actions.packages.sheet import Column, Line, Sheet
from app.models import Product
from app.models.product import VatPoint
from app.rules.extras import MOST
from app.rules.units import Unit

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    row = line.row
    if row["extra_most"] is not None and (
        row["location_id"] is None or row["type"] != Unit.STUFF or row["credit_cents"] or row["days"] is not None
    ):
        book.refuse(line, "extra_most", _("An extra of bookings is a thing of one place, and brings neither credit nor days."))


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
        Column("days", whole(1, 366), "days"),
        Column("extra_most", whole(1, MOST), "extra_most"),
        Column("xero_item_code", text(30), "xero_item_code"),
    ),
)
