"""An organisation is billed in one currency: places that charge in another cannot charge it."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.models import Location, Organisation


def require_currency(organisation: Organisation, location: Location, *, field: str) -> None:
    """Raises Refused at the `field` that was chosen wrongly."""
    if organisation.currency != location.currency:
        raise Refused(
            _(
                "%(organisation)s pays in %(theirs)s, but %(location)s charges %(ours)s.",
                organisation=organisation.name,
                theirs=organisation.currency,
                location=location.name,
                ours=location.currency,
            ),
            field=field,
        )
