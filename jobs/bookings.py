"""What the clock does to bookings."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.bookings.follow_clock import follow_clock


def follow() -> str:
    """For the timetable: each minute."""
    found = follow_clock()
    return _(
        "%(done)s bookings are over, %(lapsed)s holds lapsed, %(missed)s no-shows.",
        done=found.done,
        lapsed=found.lapsed,
        missed=found.missed,
    )
