"""membership_prices.csv: later price versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.packages.amounts import money, whole
from app.actions.packages.cells import date, text
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets.prices import settle_price
from app.models import MembershipPrice

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    values = line.values
    said = {"included_primary": line.given("included_primary")} if line.says("included_primary") else {}
    price = settle_price(
        line, book, values["membership"], values["valid_from"], primary=values["primary_price"], extra=values["extra_price"], said=said
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
        Column("included_primary", whole(0, 100_000), "included_primary"),
    ),
)
