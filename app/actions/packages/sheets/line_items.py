"""line_items.csv: recurring charges without a license."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import money
from app.actions.packages.cells import date, text
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets.charged import check_charge
from app.models import LineItem

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    row = line.row
    if row["license_id"] is not None:
        book.refuse(line, "code", _("Is the line item of a license, which keeps it: change the license."))
        return
    if row.before is None and book.find("licenses", row.name) is not None:
        book.refuse(line, "code", _("A license has this code, and names its own line item after itself."))
    if row["ends_on"] is not None and row["ends_on"] < row["starts_on"]:
        book.refuse(line, "end", _("Ends before it starts, on %(day)s.", day=row["starts_on"]))
    check_charge(line, book)


LINE_ITEMS = Sheet(
    name="line_items",
    model=LineItem,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(60), "code"),
        Column("organisation", text(40), "organisation_id", ref="organisations", fixed=True),
        Column("location", text(20), "location_id", ref="locations", fixed=True),
        Column("description", text(500), "description"),
        Column("price", money(least=None), "price_cents", needed=True),
        Column("start", date, "starts_on"),
        Column("end", date, "ends_on"),
        Column("xero_item_code", text(30), "xero_item_code"),
    ),
)
