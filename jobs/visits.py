"""What the clock does to expected guests."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.visits.miss import miss_visits


def follow() -> str:
    """For the timetable: each hour."""
    return _("%(count)s guests did not come.", count=miss_visits())
