"""The members' portal: when a page is drawn in its frame, and what its bar leads to."""

from __future__ import annotations

from flask import current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.web.actor import current_actor
from app.web.menu import Entry


def in_portal() -> bool:
    """Members have a bar in the place of the sidebar, whatever page they are on."""
    return bool(current_user and current_user.is_authenticated) and not current_actor().is_staff


def portal_items() -> list[Entry]:
    """What this member may open, what is wanted most first: a phone shows the first four, and the rest behind a fifth, "Me"."""
    by = current_actor()
    wanted = [
        ("MyHomeView.show", _("Home"), "home", True),
        ("MyBookingsView.show", _("Book"), "calendar", True),
        ("MyWalletView.show", _("Wallet"), "wallet", True),
        ("MyInvoicesView.show", _("Invoices"), "file-invoice", by.sees_invoices),
        ("MyPresenceView.show", _("Check in"), "door", True),
        ("MyProfileView.show", _("Profile"), "id-badge-2", True),
        ("MyHelpView.show", _("Help"), "message-circle", True),
        ("MyShopView.show", _("Shop"), "shopping-cart", True),
        ("MyTeamView.show", _("Team"), "users", by.runs_team),
        ("MyAccessView.show", _("Access"), "key", True),
    ]
    return [_entry(endpoint, label, icon) for endpoint, label, icon, may in wanted if may and endpoint in current_app.view_functions]


def _entry(endpoint: str, label: str, icon: str) -> Entry:
    href = url_for(endpoint)
    forms = "/profile" if endpoint == "MyProfileView.show" else href  # a person's forms are staff's as well, and live outside /my
    here = request.path == href or (href != "/my/" and request.path.startswith((href, forms)))
    return Entry(label, icon, href, here)
