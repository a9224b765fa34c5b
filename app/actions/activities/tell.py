"""Write to whoever is invited to a meeting as it is now: one mail for each address, sequence and kind, however often it runs."""

from __future__ import annotations

from typing import Any

from app.access.actor import Actor
from app.actions.activities.people import people_of
from app.actions.deliveries.letter import letter_row, want_rows
from app.models import Activity
from app.models.activity import ActivityStatus
from app.models.delivery import DeliveryKind
from app.work import transaction


def tell_meeting(activity_id: int, *, sequence: int, removed: list[str], by: Actor) -> None:
    """Whoever was taken off at `sequence` is uninvited; the others hear of the meeting as it is now, or that it is called off."""
    with transaction(by=by) as work:
        activity = work.get(Activity, activity_id)
        there = people_of(activity)
        off = [each for each in removed if each not in there]
        rows = [_row(activity, DeliveryKind.MEETING_CANCEL, each, sequence) for each in off]
        kind = DeliveryKind.MEETING_CANCEL if activity.status is ActivityStatus.CANCELLED else DeliveryKind.MEETING_INVITE
        rows += [_row(activity, kind, each, activity.sequence) for each in there]
        want_rows(work, rows)


def _row(activity: Activity, kind: DeliveryKind, address: str, sequence: int) -> dict[str, Any]:
    key = f"{kind.value}-{activity.id}-{sequence}-{address}"
    return letter_row(kind, key, activity.location, address, activity_id=activity.id, activity_sequence=sequence)
