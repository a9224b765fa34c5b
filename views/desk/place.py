"""The location that the desk is at: the one of the switch, or the only one that the person may see."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from app.core.entity import db
from app.models import Location
from app.web.place import chosen_location, location_choices


def desk_place() -> Location | None:
    """None where there are several and none is chosen yet."""
    places = location_choices()
    wanted = chosen_location() or (places[0].id if len(places) == 1 else None)
    return db.session.get_one(Location, wanted) if wanted is not None else None


def posted_place() -> Location:
    """What the page was about when the button was pressed, whatever another tab has chosen since. A 404 for one that is not theirs."""
    text: Any = request.values.get("location", "")
    wanted = next((place.id for place in location_choices() if str(place.id) == text), None)
    return db.session.get_one(Location, wanted) if wanted is not None else abort(404)
