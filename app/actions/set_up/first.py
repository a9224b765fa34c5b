"""The first location, which all steps after the company are about."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.models import Location
from app.queries.set_up.progress import first_location
from app.work import Work


def require_first(work: Work) -> Location:
    """Raises Refused until the company was said."""
    location = first_location(work.session)
    if location is None:
        raise Refused(_("Say first whose house this is: the step Company."))
    return location
