"""Say what the first location is like, or which books it goes into."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import demand
from app.actions.locations.change import change_location
from app.actions.locations.fields import LocationFields
from app.actions.set_up.first import require_first
from app.actions.set_up.note import note_done, require_set_up
from app.models import Location
from app.queries.set_up.progress import Step
from app.work import transaction


def put_location(step: Step, *needed: str, by: Actor, **fields: Unpack[LocationFields]) -> Location:
    """The `step` is done by it. Raises Refused at the first of the `needed` fields that is empty, and where change_location does."""
    with transaction(by=by) as work:
        require_set_up(by)
        location = change_location(require_first(work).id, **fields, by=by)
        demand(location, *needed)
        note_done(work, step)
    return location
