"""What a list says of itself where it was opened from a report that was worked out before."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from flask import request
from flask_babel import gettext as _

from app.web.formats import as_datetime


def of_now() -> list[str]:
    """A list is of now; the report may say another number. Nothing where it came from no such report."""
    with suppress(ValueError):
        at = dt.datetime.fromisoformat(request.args.get("worked_out", ""))
        return [_("Of now; the report was worked out on %(when)s", when=as_datetime(at))] if at.tzinfo is not None else []
    return []
