"""The nouns that spreadsheets bring in, as screens call them, in the order in which a new house brings them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from app.models.people_import import ImportKind

K = ImportKind


@dataclass(frozen=True)
class Shown:
    """`view` has its list, and its page where `has_page`."""

    view: str
    icon: str
    title: Callable[[], str]
    about: Callable[[], str]
    has_page: bool = True


SHOWN: dict[ImportKind, Shown] = {
    K.SPACES: Shown("SpaceView", "armchair", lambda: _("Spaces"), lambda: _("Floors, offices and areas of desks.")),
    K.ROOMS: Shown("RoomView", "door", lambda: _("Rooms"), lambda: _("What is booked by the hour, with its rates.")),
    K.MEMBERSHIPS: Shown("MembershipView", "tags", lambda: _("Memberships"), lambda: _("What people pay each month, with first prices.")),
    K.PRODUCTS: Shown("ProductView", "tags", lambda: _("Shop products"), lambda: _("What the shop and the desk sell, and its prices.")),
    K.ORGANISATIONS: Shown(
        "OrganisationView",
        "building-community",
        lambda: _("Organisations"),
        lambda: _("Who is invoiced: companies, and people on their own account."),
    ),
    K.USERS: Shown(
        "MemberView", "users", lambda: _("People"), lambda: _("Who can sign in, once they have set a password. Nobody gets a mail.")
    ),
    K.LICENSES: Shown("LicenseView", "id-badge-2", lambda: _("Licenses"), lambda: _("Who has which membership, where, and from when.")),
    K.DISCOUNTS: Shown(
        "DiscountView",
        "percentage",
        lambda: _("Discounts"),
        lambda: _("Percents for an organisation, a license, a membership or a product."),
    ),
    K.LINE_ITEMS: Shown(
        "LineItemView", "calendar-repeat", lambda: _("Recurring charges"), lambda: _("What is invoiced each month beside licenses.")
    ),
    K.ADHOCS: Shown("AdhocView", "receipt-2", lambda: _("Ad hoc charges"), lambda: _("What goes to the next invoice once.")),
    K.DEPOSITS: Shown("DepositView", "coins", lambda: _("Deposits"), lambda: _("What was held before, and is held on.")),
    K.OPENING_BALANCES: Shown(
        "DebtorsView",
        "file-dollar",
        lambda: _("Opening balances"),
        lambda: _("What debtors owed in the system before, a row for each document."),
        has_page=False,
    ),
    K.WALLETS: Shown(
        "WalletView",
        "wallet",
        lambda: _("Credits"),
        lambda: _("What people and organisations had left before, as opening balances of their wallets."),
        has_page=False,
    ),
    K.BOOKINGS: Shown(
        "BookingView", "calendar-event", lambda: _("Bookings"), lambda: _("What was booked before. Nothing is charged for it.")
    ),
    K.CONTACTS: Shown(
        "ContactView", "user-circle", lambda: _("Contacts"), lambda: _("People whom you know, and who are neither leads nor users.")
    ),
}
