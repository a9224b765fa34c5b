"""Log what was done with a contact: a call, a mail written elsewhere, a meeting, a visit, a word for the colleagues."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.activities.effect import done_with
from app.actions.activities.subject import with_whom
from app.actions.activities.words import LONGEST_TEXT, past, said_of, subject_line
from app.core.errors import Refused
from app.models import Activity
from app.models.activity import ActivityKind
from app.work import transaction

K = ActivityKind
BY_HAND = (K.CALL, K.EMAIL, K.MEETING, K.VISIT, K.NOTE)


def log_activity(
    contact_id: int,
    *,
    kind: ActivityKind | str,
    text: str = "",
    subject: str = "",
    at: dt.datetime | None = None,
    lead_id: int | None = None,
    task_id: int | None = None,
    by: Actor,
) -> Activity:
    """`at` is now when nobody says. A visit or a meeting warms the lead (C2); all but notes end its silence.

    Raises Missing, Forbidden, and Refused at the field that is wrong.
    """
    with transaction(by=by) as work:
        subject_of = with_whom(work, contact_id, lead_id)
        found = ActivityKind(kind) if kind in {each.value for each in BY_HAND} else None
        if found is None:
            raise Refused(_("Please choose one of the list."), field="kind")
        activity = work.add(
            Activity(
                location_id=subject_of.location.id,
                contact_id=subject_of.contact.id,
                lead_id=subject_of.lead.id if subject_of.lead is not None else None,
                task_id=task_id,
                kind=found,
                at=past(at),
                subject=subject_line(subject),
                text=said_of(text, LONGEST_TEXT, "text", needed=not subject.strip()),
                done_by=by.name,
            )
        )
        done_with(work, activity)
    return activity
