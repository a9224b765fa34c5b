"""What an activity does to its lead: it ends the silence, and some warm it (C2)."""

from __future__ import annotations

from app.actions.leads.heat import warm
from app.models import Activity, Lead
from app.models.activity import ActivityKind
from app.rules.lead_heat import Warming
from app.work import Work

K = ActivityKind
HEARD = frozenset({K.ENQUIRY, K.CALL, K.REPLY, K.MEETING, K.VISIT, K.ACCEPTED, K.SIGNED, K.DECLINED})
# A meeting that was held is a visit, wherever it was (C2 knows no other word for it).
WARMS = {K.REPLY: Warming.REPLIED, K.VISIT: Warming.VISITED, K.MEETING: Warming.VISITED}


def done_with(work: Work, activity: Activity) -> None:
    """Once it has happened. The lead is locked: its heat and its last sign of life move together."""
    if activity.lead_id is None or activity.kind not in HEARD:
        return
    lead = work.lock(Lead, activity.lead_id)
    lead.heard_at = max(lead.heard_at, activity.at)
    if activity.kind in WARMS:
        warm(work, lead, WARMS[activity.kind], activity.at)
