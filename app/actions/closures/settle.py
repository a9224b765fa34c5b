"""A closure holds together: a place, days in order, and a reason that members read."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from app.actions.fill import demand, fill
from app.core.errors import Refused
from app.models import Closure, Room
from app.work import Work


def settle_closure(work: Work, closure: Closure, fields: Mapping[str, object]) -> None:
    """Fill it in. Raises Refused at the field."""
    with work.session.no_autoflush:
        said = {name: value for name, value in fields.items() if not (name in ("location_id", "ends_on") and value in (None, ""))}
        first = fields.get("starts_on") or closure.starts_on
        if "ends_on" not in said and first and ("ends_on" in fields or closure.ends_on is None):
            said["ends_on"] = first  # one day
        fill(work, closure, said)
        if closure.room_id is not None:
            location_id = work.get(Room, closure.room_id).location_id
            if fields.get("location_id") not in (None, "", location_id):
                raise Refused(_("That room is at another location."), field="room")
            closure.location_id = location_id
        demand(closure, "location_id", "starts_on", "reason")
        if closure.ends_on < closure.starts_on:
            raise Refused(_("The last day is before the first."), field="ends_on")
