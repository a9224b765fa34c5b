"""opening_balances.csv: what debtors owed in the system before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.packages.amounts import money
from app.actions.packages.cells import date, text
from app.actions.packages.sheet import Column, Line, Sheet
from app.models import OpeningBalance

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    row = line.row
    organisation = line.values["organisation"]
    present = book.balances.get((organisation.id or 0, line.values["document"]))
    if present is not None:
        present.after = {**(present.before or {}), **(row.after or {})}
        line.record = row = present
    row.name = f"{organisation.name} {line.values['document']}"


OPENING_BALANCES = Sheet(
    name="opening_balances",
    model=OpeningBalance,
    key=("organisation", "document"),
    settle=settle,
    columns=(
        Column("organisation", text(40), "organisation_id", ref="organisations"),
        Column("date", date, "date"),
        Column("document", text(60), "document"),
        Column("amount_due", money(least=None), "amount_due_cents"),
    ),
)
