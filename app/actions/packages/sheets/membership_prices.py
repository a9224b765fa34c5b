"""membership_prices.csv: later price versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.packages.amounts import money
from app.actions.packages.cells import date, text
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets.prices import settle_price
from app.models import MembershipPrice

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    values = line.values
    price = settle_price(
        line, book, values["membership"], values["valid_from"], primary=values["primary_price"], extra=values["extra_price"]
    )
    if price is not None:
        line.record = price


MEMBERSHIP_PRICES = Sheet(
    name="membership_prices",
    model=MembershipPrice,
    key=("membership", "valid_from"),
    settle=settle,
    columns=(
        Column("membership", text(40), "membership_id", ref="memberships"),
        Column("valid_from", date, needed=True),
        Column("primary_price", money(), "primary_cents"),
        Column("extra_price", money(), "extra_cents"),
    ),
)
