"""Plan a meeting or a site visit: with whom, when, where, who receives them; the room is kept and the invitations go."""

from __future__ import annotations

import datetime as dt
import uuid

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.activities.events import MeetingTold
from app.actions.activities.host import chosen_host
from app.actions.activities.room import keep_room
from app.actions.activities.subject import with_whom
from app.actions.activities.words import LONGEST_PLACE, LONGEST_TEXT, length, line_of, said_of, subject_line, to_come
from app.core.errors import Refused
from app.models import Activity, Contact
from app.models.activity import ActivityKind, ActivityStatus
from app.work import transaction

MEETS = {ActivityKind.MEETING.value, ActivityKind.VISIT.value}


def plan_meeting(
    contact_id: int,
    *,
    kind: ActivityKind | str,
    starts_at: dt.datetime | None,
    minutes: int | None = 60,
    subject: str = "",
    place: str = "",
    text: str = "",
    invites: bool = True,
    host_id: int | None = None,
    room_id: int | None = None,
    lead_id: int | None = None,
    task_id: int | None = None,
    by: Actor,
) -> Activity:
    """`text` stands in the invitation. Without a `place` it is the location, or the room. Without a host it is whoever plans.

    Raises Missing, Forbidden, Refused at the field that is wrong, and Conflict when the room is taken.
    """
    with transaction(by=by) as work:
        found = with_whom(work, contact_id, lead_id)
        if kind not in MEETS:
            raise Refused(_("Please choose one of the list."), field="kind")
        require_invitable(found.contact, invites)
        activity = Activity(
            location_id=found.location.id,
            contact_id=found.contact.id,
            lead_id=found.lead.id if found.lead is not None else None,
            task_id=task_id,
            kind=ActivityKind(kind),
            status=ActivityStatus.PLANNED,
            at=to_come(starts_at),
            minutes=length(minutes),
            place=line_of(place, LONGEST_PLACE, "place"),
            subject=subject_line(subject, needed=True),
            text=said_of(text, LONGEST_TEXT, "text"),
            uid=uuid.uuid4(),
            invites=invites,
            host_id=chosen_host(work, host_id, found.location),
            done_by=by.name,
        )
        keep_room(work, activity, room_id)
        work.add(activity)
        work.emit(MeetingTold(activity.id, activity.sequence, []))
    return activity


def require_invitable(contact: Contact, invites: bool) -> None:
    """Raises Refused at `invites` for somebody without an address, or who wants no mail of ours."""
    if invites and not contact.email:
        raise Refused(_("%(name)s has no mail address: add it first, or send no invitation.", name=contact.name), field="invites")
    if invites and contact.do_not_contact_at is not None:
        raise Refused(_("%(name)s does not want to be contacted: send no invitation.", name=contact.name), field="invites")
