"""Call a planned meeting or visit off: the room is given back, and whoever was invited hears of it."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.activities.change import lock_planned
from app.actions.activities.events import MeetingTold
from app.actions.activities.room import give_room_back
from app.actions.activities.words import LONGEST_TEXT, said_of
from app.models import Activity
from app.work import transaction


def cancel_meeting(activity_id: int, *, reason: str = "", by: Actor) -> Activity:
    """`reason` is for the house. Raises Missing, Forbidden, and Refused for what is over."""
    with transaction(by=by) as work:
        activity = lock_planned(work, activity_id)
        Activity.moves.move(activity, "cancel")
        activity.sequence += 1
        if said := said_of(reason, 1000, "reason"):
            activity.text = f"{activity.text}\n\n{said}".strip()[:LONGEST_TEXT]
        give_room_back(work, activity)
        work.emit(MeetingTold(activity.id, activity.sequence, []))
    return activity
