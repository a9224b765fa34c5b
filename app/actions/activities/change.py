"""Change a planned meeting or visit: everybody who was invited hears of it, with a higher SEQUENCE (RFC 5546, 2.1.4)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.activities.events import MeetingTold
from app.actions.activities.host import chosen_host
from app.actions.activities.people import people_of
from app.actions.activities.plan import require_invitable
from app.actions.activities.room import move_room
from app.actions.activities.words import LONGEST_PLACE, LONGEST_TEXT, length, line_of, said_of, subject_line, to_come
from app.core.errors import Refused
from app.models import Activity
from app.models.activity import ActivityStatus
from app.work import Work, transaction


def change_meeting(
    activity_id: int,
    *,
    starts_at: dt.datetime | None,
    minutes: int | None,
    subject: str,
    place: str = "",
    text: str = "",
    invites: bool = True,
    host_id: int | None = None,
    by: Actor,
) -> Activity:
    """A change of nothing tells nobody. Raises Missing, Forbidden, Refused, and Conflict when its room is taken then."""
    with transaction(by=by) as work:
        activity = lock_planned(work, activity_id)
        before = people_of(activity)
        was = _told(activity)
        if invites and not activity.invites:
            require_invitable(activity.contact, invites)
        moved = (starts_at, minutes) != (activity.at, activity.minutes)
        activity.at = to_come(starts_at) if moved else activity.at
        activity.minutes = length(minutes)
        activity.subject = subject_line(subject, needed=True)
        activity.place = line_of(place, LONGEST_PLACE, "place")
        activity.text = said_of(text, LONGEST_TEXT, "text")
        activity.invites = invites
        if host_id is not None and host_id != activity.host_id:
            activity.host_id = chosen_host(work, host_id, activity.location)
        work.session.flush()  # the host is read through the new number
        work.session.refresh(activity, ["host"])
        if moved:
            move_room(work, activity)
        if _told(activity) != was:
            activity.sequence += 1
            work.emit(MeetingTold(activity.id, activity.sequence, [each for each in before if each not in people_of(activity)]))
    return activity


def lock_planned(work: Work, activity_id: int) -> Activity:
    """Raises Missing, Forbidden, and Refused for what was held or called off."""
    activity = work.lock(Activity, activity_id)
    require(work.by, Permission.CONTACT_WRITE, activity)
    if activity.status is not ActivityStatus.PLANNED:
        raise Refused(_("%(meeting)s is over or was called off.", meeting=str(activity)))
    return activity


def _told(activity: Activity) -> tuple[object, ...]:
    return activity.at, activity.minutes, activity.subject, activity.place, activity.text, activity.invites, activity.host_id
