"""What a location must have to send tax invoices (P9)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.models import Location
from app.queries.location_tax import Tax


def require_identity(location: Location, tax: Tax) -> None:
    """Raises Refused where a tax invoice would lack something."""
    if "no_tax" in tax.problems:
        raise Refused(_("No VAT rate of %(country)s is known for this month.", country=location.country))
    if {"seller_vat", "seller_address"} & set(tax.problems):
        raise Refused(_("A tax invoice needs the VAT number and the address of %(location)s. Fill them in first.", location=location.name))
