"""adhocs.csv: one-off charges and credits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import money, number
from app.actions.packages.cells import date, text
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets.charged import check_charge
from app.models import Adhoc

if TYPE_CHECKING:
    from app.actions.packages.book import Book

MOST = Decimal(1_000_000)


def quantity(cell: str) -> Decimal:
    try:
        return Decimal(number(digits=12, scale=4, above=Decimal(0), most=MOST)(cell))
    except ValueError as wrong:
        if cell.startswith("-"):
            raise ValueError(_("Must be more than 0; a credit has a negative unit_price.")) from wrong
        raise


def settle(line: Line, book: Book) -> None:
    row = line.row
    if row["invoiced_at"] is not None and row.changes():
        book.refuse(line, "code", _("Has been billed already. Put it right with another row."))
        return
    if row["kept_from_id"] is not None and row.changes():
        book.refuse(line, "code", _("Is paid by a deposit: take the keeping back on the deposit's page."))
        return
    if (row["booking_id"] is not None or row["extra_id"] is not None) and row.changes():
        book.refuse(line, "code", _("Is charged for a booking: change or cancel that, or remove the charge."))
        return
    if row["claws_back_id"] is not None and row.changes():
        book.refuse(line, "code", _("Charges the discount of a license back: change it on its page."))
        return
    if row["quantity"] is not None and row["quantity"] % 1:
        book.warn(line, "quantity", _("Is not a whole number."))
    check_charge(line, book)


ADHOCS = Sheet(
    name="adhocs",
    model=Adhoc,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(60), "code"),
        Column("organisation", text(40), "organisation_id", ref="organisations"),
        Column("location", text(20), "location_id", ref="locations"),
        Column("date", date, "date"),
        Column("description", text(500), "description"),
        Column("quantity", quantity, "quantity"),
        Column("unit_price", money(least=None), "unit_price_cents"),
        Column("product", text(40), "product_id", ref="products"),
    ),
)
