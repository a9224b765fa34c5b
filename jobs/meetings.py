"""What a meeting of the sales team tells its people's calendars. It may run twice: deliveries have keys."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.activities.tell import tell_meeting
from jobs import job


@job(queue="mail")
def tell(activity_id: int, sequence: int, removed: list[str]) -> None:
    """Everybody hears that it stands, has changed, or is called off."""
    tell_meeting(activity_id, sequence=sequence, removed=removed, by=SYSTEM)
