"""Names that lead to their record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, g, url_for
from markupsafe import Markup

# Screens whose records every role of staff may open.
SCREENS = {
    "organisation": "OrganisationView",
    "license": "LicenseView",
    "claws_back": "LicenseView",
    "membership": "MembershipView",
    "space": "SpaceView",
    "location": "LocationView",
    "user": "MemberView",
    "host": "MemberView",
    "invoice": "InvoiceView",
    "credit_note": "CreditNoteView",
    "corrects": "CreditNoteView",
    "deposit": "DepositView",
    "payment": "PaymentView",
    "webhook": "WebhookView",
}


def linked(*relations: str) -> dict[str, Callable[[Any], Any]]:
    """Formatters for `formatters_columns`: these relations become links where a screen shows them."""
    return {name: _link(SCREENS[name]) for name in relations}


def _link(view: str) -> Callable[[Any], Any]:
    def draw(row: Any) -> Any:
        if row is None:
            return ""
        address = _address(f"{view}.show")
        return Markup('<a class="text-reset" href="{}{}">{}</a>').format(address, row.id, row) if address else str(row)

    return draw


def address_of(endpoint: str, **values: Any) -> str:
    """Empty where no such screen is."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def _address(endpoint: str) -> str:
    """Up to the row's number, built once for a page; empty where no such screen is."""
    known: dict[str, str] = g.setdefault("addresses", {})
    if endpoint not in known:
        known[endpoint] = url_for(endpoint, pk="0").removesuffix("0") if endpoint in current_app.view_functions else ""
    return known[endpoint]
