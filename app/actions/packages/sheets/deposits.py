"""deposits.csv: what customers had left with the system before, as opening balances: held from the first day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import money
from app.actions.packages.cells import date, text
from app.actions.packages.sheet import Column, Line, Record, Sheet, differ
from app.models import Deposit, DepositMovement
from app.models.deposit import DepositStatus, MovementKind

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    row = line.row
    if row["amount_cents"] == 0:
        book.refuse(line, "amount", _("Must be more than 0."))
    organisation, location = book.to(row, "organisation_id"), book.to(row, "location_id")
    if organisation["currency"] != location["currency"]:
        names = {
            "organisation": organisation.name,
            "theirs": organisation["currency"],
            "location": location.name,
            "ours": location["currency"],
        }
        book.refuse(line, "location", _("%(organisation)s pays in %(theirs)s, but %(location)s bills in %(ours)s.", **names))
    if row["license_id"] is not None:
        _check_license(line, book)
    opening = book.openings.get(row.id or 0)
    if row.before is None:
        row.after = {**(row.after or {}), "status": DepositStatus.HELD, "asked_on": line.given("received")}
        line.extras.append(_opening(line, book))
    elif opening is None:
        book.refuse(line, "code", _("Was asked for in Foyer: its money is recorded there."))
    else:
        for column, attribute in (("received", "date"), ("reference", "reference")):
            if line.says(column) and differ(opening[attribute], line.given(column) or ""):
                book.refuse(line, column, _("Cannot change: what was held stays as it was brought in."))


def _check_license(line: Line, book: Book) -> None:
    license = book.to(line.row, "license_id")
    for attribute, column in (("organisation_id", "organisation"), ("location_id", "location")):
        if book.to(license, attribute) is not book.to(line.row, attribute):
            book.refuse(line, column, _("Is not that of the license %(license)s.", license=license.name))


def _opening(line: Line, book: Book) -> Record:
    row = line.row
    return Record(
        DepositMovement,
        row.name,
        after={
            "deposit_id": row,
            "location_id": row["location_id"],
            "kind": MovementKind.OPENING,
            "cents": row["amount_cents"],
            "date": line.given("received"),
            "reference": line.given("reference") or "",
            "recorded_by": book.author,
            "key": f"import-{row.name}",
        },
        line=line,
    )


DEPOSITS = Sheet(
    name="deposits",
    model=Deposit,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(60), "code"),
        Column("organisation", text(40), "organisation_id", ref="organisations", fixed=True),
        Column("license", text(60), "license_id", ref="licenses", fixed=True),
        Column("location", text(20), "location_id", ref="locations", fixed=True),
        Column("amount", money(), "amount_cents", fixed=True),
        Column("received", date, needed=True),
        Column("reference", text(200)),
    ),
)
