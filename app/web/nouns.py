"""What one row of a table is called, in the words of its screen."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.web.words import spoken

# Tables without a screen, or with several.
CALLED = {
    "ab_user": lambda: _("person"),
    "line_item": lambda: _("recurring charge"),
    "license_agreement": lambda: _("earlier agreement"),
    "license_pause": lambda: _("pause"),
    "membership_price": lambda: _("price"),
    "paper": lambda: _("proposal or contract"),
    "people_import": lambda: _("spreadsheet"),
    "place_offer": lambda: _("offer"),
    "ticket_entry": lambda: _("answer to a ticket"),
    "ticket_photo": lambda: _("photo of a ticket"),
    "visit": lambda: _("expected guest"),
}


def noun_said(table: str) -> str:
    """ "waiting_entry" -> "waiting entry", in the reader's language and in small letters."""
    if table in CALLED:
        return CALLED[table]()
    view = _screens(current_app.appbuilder).get(table)
    return str(view.singular) if view is not None else spoken(table).lower()


@lru_cache(maxsize=2)
def _screens(appbuilder: Any) -> dict[str, Any]:
    """By table; the first screen of a table names its rows."""
    found: dict[str, Any] = {}
    for view in appbuilder.baseviews:
        if hasattr(view, "singular"):
            found.setdefault(view.datamodel.obj.__tablename__, view)
    return found
