"""The nouns that a spreadsheet may bring in: the file of a data package that each is, who may, and what other systems call its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.access.permissions import P, Permission
from app.actions.packages.sheet import Sheet
from app.actions.packages.sheets import SHEETS
from app.actions.sheet_imports.examples import EXAMPLES
from app.actions.sheet_imports.headings import HEADINGS
from app.models.people_import import ImportKind

PRICE = ("custom_price", "net_price", "custom_price_end", "custom_price_reason")
DISCOUNT = ("manual_discount_percent", "manual_discount_end", "manual_discount_reason")


@dataclass(frozen=True)
class Noun:
    """`by_name`: a row without a code is found by its name at its place, and gets a code of `prefix` when it is new, where {place} is its location's.

    `guarded`: columns that take a right of their own. `whole_network`: nobody who works at some locations only may bring it in.
    """

    sheet: Sheet
    permission: Permission
    by_name: bool = False
    prefix: str = ""
    guarded: Mapping[str, Permission] = field(default_factory=dict)
    whole_network: bool = False

    @property
    def headings(self) -> Mapping[str, tuple[str, ...]]:
        return HEADINGS.get(self.sheet.name, {})

    @property
    def example(self) -> Mapping[str, str]:
        return EXAMPLES[self.sheet.name]


def _guard(permission: Permission, *columns: str) -> dict[str, Permission]:
    return dict.fromkeys(columns, permission)


NOUNS: dict[ImportKind, Noun] = {
    ImportKind.USERS: Noun(SHEETS["users"], P.USER_WRITE, guarded=_guard(P.ROLE_WRITE, "roles")),
    ImportKind.CONTACTS: Noun(SHEETS["contacts"], P.CONTACT_WRITE, whole_network=True),
    ImportKind.ORGANISATIONS: Noun(
        SHEETS["organisations"],
        P.ORGANISATION_WRITE,
        by_name=True,
        prefix="{place}-",
        guarded=_guard(P.DISCOUNT_WRITE, *DISCOUNT) | _guard(P.XERO_WRITE, "xero_contact_id"),
    ),
    ImportKind.SPACES: Noun(SHEETS["spaces"], P.SPACE_WRITE, by_name=True, prefix="{place}-S"),
    ImportKind.ROOMS: Noun(SHEETS["rooms"], P.ROOM_WRITE, by_name=True, prefix="{place}-R"),
    ImportKind.MEMBERSHIPS: Noun(SHEETS["memberships"], P.MEMBERSHIP_WRITE, by_name=True, prefix="{place}-M"),
    ImportKind.PRODUCTS: Noun(SHEETS["products"], P.PRODUCT_WRITE, by_name=True, prefix="P"),
    ImportKind.LICENSES: Noun(SHEETS["licenses"], P.LICENSE_WRITE, guarded=_guard(P.LICENSE_PRICE, *PRICE)),
    ImportKind.DISCOUNTS: Noun(SHEETS["discounts"], P.DISCOUNT_WRITE),
    ImportKind.LINE_ITEMS: Noun(SHEETS["line_items"], P.LINE_ITEM_WRITE),
    ImportKind.ADHOCS: Noun(SHEETS["adhocs"], P.ADHOC_WRITE),
    ImportKind.WALLETS: Noun(SHEETS["wallets"], P.IMPORT, whole_network=True),
    ImportKind.DEPOSITS: Noun(SHEETS["deposits"], P.IMPORT, whole_network=True),
    ImportKind.OPENING_BALANCES: Noun(SHEETS["opening_balances"], P.IMPORT, whole_network=True),
    ImportKind.BOOKINGS: Noun(SHEETS["bookings"], P.IMPORT, whole_network=True),
}
