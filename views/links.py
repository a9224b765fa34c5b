"""Names that lead to their record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

# Screens whose records every role of staff may open.
SCREENS = {
    "organisation": "OrganisationView",
    "license": "LicenseView",
    "membership": "MembershipView",
    "space": "SpaceView",
    "location": "LocationView",
    "user": "MemberView",
    "invoice": "InvoiceView",
    "credit_note": "CreditNoteView",
}


def linked(*relations: str) -> dict[str, Callable[[Any], Any]]:
    """Formatters for `formatters_columns`: these relations become links where a screen shows them."""
    return {name: _link(SCREENS[name]) for name in relations}


def _link(view: str) -> Callable[[Any], Any]:
    def draw(row: Any) -> Any:
        if row is None:
            return ""
        endpoint = f"{view}.show"
        if endpoint not in current_app.view_functions:
            return str(row)
        return Markup('<a class="text-reset" href="{}">{}</a>').format(url_for(endpoint, pk=row.id), row)

    return draw
