"""Let a location say nothing of its own about one thing."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.locations.change import change_location
from app.actions.locations.fields import LocationFields
from app.core.errors import Missing
from app.models import Location
from app.queries.location_settings import has_usual, usual


def back_to_usual(location_id: int, name: str, *, by: Actor) -> Location:
    """Raises Missing for what has nothing usual, and what change_location raises."""
    if name not in LocationFields.__annotations__ or not has_usual(name):
        raise Missing(_("There is no setting %(name)s.", name=name))
    return change_location(location_id, **{name: usual(name)}, by=by)
