"""A planned meeting or visit was held: what came of it is written down, and the lead is warmer (C2)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.activities.change import lock_planned
from app.actions.activities.effect import done_with
from app.actions.activities.words import LONGEST_TEXT, said_of
from app.core.clock import now
from app.core.errors import Refused
from app.models import Activity
from app.work import transaction


def hold_meeting(activity_id: int, *, outcome: str = "", by: Actor) -> Activity:
    """Raises Missing, Forbidden, and Refused for what is over, or has not begun."""
    with transaction(by=by) as work:
        activity = lock_planned(work, activity_id)
        if activity.at > now():
            raise Refused(_("It has not begun yet: change its time first, or call it off."))
        Activity.moves.move(activity, "hold")
        if said := said_of(outcome, LONGEST_TEXT, "outcome"):
            activity.text = f"{activity.text}\n\n{said}".strip()[:LONGEST_TEXT]
        done_with(work, activity)
    return activity
