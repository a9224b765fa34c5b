"""What concerns every location is for people of the whole network."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.core.errors import Forbidden


def require_whole_network(by: Actor) -> None:
    """Raises Forbidden for whoever is limited to some locations."""
    if by.location_ids is not None:
        raise Forbidden(_("This concerns every location, and %(name)s works only at some.", name=by.name))
