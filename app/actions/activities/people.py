"""Who hears of a meeting: the colleague who receives them, and the contact when they are invited."""

from __future__ import annotations

from app.actions.deliveries.prepare import distinct_addresses
from app.models import Activity


def people_of(activity: Activity) -> list[str]:
    """Addresses in small letters, each once, the colleague's first."""
    host = [activity.host.email] if activity.host is not None and activity.host.active else []
    guest = [activity.contact.email] if activity.invites and activity.contact.email else []
    return list(distinct_addresses(*host, *guest))
