"""Names that lead to their record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, g, url_for
from markupsafe import Markup
from sqlalchemy import select

from app.access.scope import HowAsked, narrowed
from app.core.entity import db
from app.models import FoyerUser, Organisation
from app.web.actor import current_actor

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
        address = _address(f"{view}.show") if may_open(row) else ""
        return Markup('<a class="text-reset" href="{}{}">{}</a>').format(address, row.id, row) if address else str(row)

    return draw


def may_open(row: Any) -> bool:
    """Whether the reader may see that organisation or person: rows of a place name some that are at home elsewhere. HowAsked of the database for these alone."""
    places = current_actor().location_ids
    if places is None or not isinstance(row, Organisation | FoyerUser) or row.location_id in places:
        return True
    known: dict[tuple[type, int], bool] = g.setdefault("may_open", {})
    model = type(row)
    if (model, row.id) not in known:
        known[model, row.id] = (
            db.session.scalar(narrowed(select(model.id).where(model.id == row.id), current_actor(), model, HowAsked.OF_EACH)) is not None
        )
    return known[model, row.id]


def address_of(endpoint: str, **values: Any) -> str:
    """Empty where no such screen is."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def _address(endpoint: str) -> str:
    """Up to the row's number, built once for a page; empty where no such screen is."""
    known: dict[str, str] = g.setdefault("addresses", {})
    if endpoint not in known:
        known[endpoint] = url_for(endpoint, pk="0").removesuffix("0") if endpoint in current_app.view_functions else ""
    return known[endpoint]
