"""Days as calls say them in their address, and as answers have them."""

from __future__ import annotations

import datetime as dt

from flask import request
from flask_babel import gettext as _

from app.actions.fill import require_near
from app.core.errors import Refused


def asked_day(name: str) -> dt.date | None:
    """None where it is not said. Raises Refused for what is no day, and for one centuries away."""
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise Refused(_("Write the day like 2027-02-01."), field=name) from wrong
    require_near(found, name)
    return found


def iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
