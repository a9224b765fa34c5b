"""discounts.csv"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import percent
from app.actions.packages.cells import date, text
from app.actions.packages.sheet import Column, Line, Sheet
from app.models import Discount

if TYPE_CHECKING:
    from app.actions.packages.book import Book

APPLIES_TO = ("organisation_id", "license_id", "membership_id", "product_id")


def settle(line: Line, book: Book) -> None:
    row = line.row
    assert row.after is not None
    if all(row[name] is None for name in APPLIES_TO):
        book.refuse(line, "organisation", _("Say what the discount applies to: an organisation, a license, a membership or a product."))
    if row["starts_on"] is not None and row["ends_on"] is not None and row["ends_on"] < row["starts_on"]:
        book.refuse(line, "end", _("Ends before it starts, on %(day)s.", day=row["starts_on"]))
    row.after.setdefault("reason", "")
    if not row["reason"]:
        book.warn(line, "reason", _("A discount should say why it was given."))
    if row.changes():  # whoever changes it answers for it
        row.after["granted_by"] = book.author
    if row["license_id"] is None:
        return
    license = book.to(row, "license_id")
    for attribute, column in (("organisation_id", "organisation"), ("membership_id", "membership")):
        if row[attribute] is not None and book.to(license, attribute) is not book.to(row, attribute):
            book.warn(line, column, _("Is not that of license %(license)s: this discount never applies.", license=license.name))


DISCOUNTS = Sheet(
    name="discounts",
    model=Discount,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(60), "code"),
        Column("organisation", text(40), "organisation_id", ref="organisations"),
        Column("license", text(60), "license_id", ref="licenses"),
        Column("membership", text(40), "membership_id", ref="memberships"),
        Column("product", text(40), "product_id", ref="products"),
        Column("percent", percent(scale=4), "percent"),
        Column("start", date, "starts_on"),
        Column("end", date, "ends_on"),
        Column("reason", text(500), "reason", empty=""),
    ),
)
