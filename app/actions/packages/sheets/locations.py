"""locations.csv"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.locations.prefix import checked_prefix
from app.actions.packages.amounts import percent, whole
from app.actions.packages.cells import choice, clock_time, email, text, yes_no
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets.hours import check_hours
from app.actions.packages.standards import country, currency, zone
from app.core.errors import Refused
from app.models import Location
from app.rules.policy import Proration

if TYPE_CHECKING:
    from app.actions.packages.book import Book

LONGEST_PREFIX = 12


def settle(line: Line, book: Book) -> None:
    row = line.row
    assert row.after is not None
    _settle_prefix(line, book)
    if (row["peak_start"] or dt.time(8)) >= (row["peak_end"] or dt.time(17)):
        book.refuse(line, "peak_end", _("Peak hours end before they start."))
    check_hours(line, book)
    if row["is_headquarters"]:
        other = book.headquarters
        if other is not None and other is not row and other["is_headquarters"]:
            book.refuse(line, "headquarters", _("%(location)s is the headquarters already; there is one.", location=other.name))
        book.headquarters = row
    if row["country"] not in book.taxed_countries:
        book.warn(line, "country", _("Foyer knows no VAT rate of this country: enter one before the first invoice run."))


def _settle_prefix(line: Line, book: Book) -> None:
    """Of a new location its code, where it has none. That of one that is there stays: the numbers of its documents go on; another is asked for where that can be refused."""
    row = line.row
    assert row.after is not None
    if row.before is not None:
        if row["invoice_prefix"] not in ("", row.before["invoice_prefix"]):
            book.refuse(line, "invoice_prefix", _("Cannot change: %(name)s exists already with another one.", name=row.name))
        row.after["invoice_prefix"] = row.before["invoice_prefix"]
        return
    if not row["invoice_prefix"] and len(row.name) > LONGEST_PREFIX:
        book.refuse(
            line,
            "invoice_prefix",
            _("Is needed: the code is too long for one, which has at most %(count)d characters.", count=LONGEST_PREFIX),
        )
        return
    try:
        row.after["invoice_prefix"] = checked_prefix(row["invoice_prefix"] or row.name)
    except Refused as wrong:
        book.refuse(line, "invoice_prefix", wrong.message)


LOCATIONS = Sheet(
    name="locations",
    model=Location,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(20), "code"),
        Column("name", text(200), "name"),
        Column("timezone", zone, "zone"),
        Column("currency", currency, "currency", fixed=True),
        Column("country", country, "country"),
        Column("headquarters", yes_no, "is_headquarters"),
        Column("invoice_prefix", text(LONGEST_PREFIX), "invoice_prefix", empty=""),
        Column("xero_tracking", text(100), "xero_tracking"),
        Column("manager_email", email(255), "manager_email"),
        Column("peak_start", clock_time, "peak_start"),
        Column("peak_end", clock_time, "peak_end"),
        Column("half_day_percent", percent(), "half_day_percent"),
        Column("full_day_percent", percent(), "full_day_percent"),
        Column("price_cap", yes_no, "price_cap"),
        Column("address", text(500, lines=True), "address"),
        Column("vat_number", text(40), "vat_number"),
        Column("legal_name", text(200), "legal_name"),
        Column("bank_details", text(500, lines=True), "bank_details"),
        Column("opening_hours", text(500, lines=True), "opening_hours"),
        Column("proration", choice(Proration), "proration"),
        Column("payment_days", whole(0, 365), "payment_days"),
    ),
)
