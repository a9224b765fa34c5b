"""Opening hours are written so that Foyer understands them as people do."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.rules.opening_hours import opening_hours


def check_opening_hours(text: str) -> None:
    """Raises Refused at `opening_hours` that quotes what is not understood; nothing written is always open."""
    try:
        opening_hours(text)
    except ValueError as wrong:
        example = "mon-fri 07:00-20:00; sat 08:00-14:00; holidays closed"
        raise Refused(
            _("%(part)s is not understood. Write it like this: %(example)s.", part=str(wrong), example=example), field="opening_hours"
        ) from wrong
