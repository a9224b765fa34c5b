"""A lead that came in by itself becomes an opportunity by itself, where its location has a default track (C1)."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.opportunities.open import is_open, open_opportunity
from app.models import Lead, Opportunity
from app.models.lead import LeadOrigin, LeadStatus
from app.queries.leads.track import track_of_form
from app.queries.settings import setting
from app.queries.tracks import default_track
from app.work import transaction

SETTING = "sales.open_by_itself"
FROM_OUTSIDE, EVERY, NONE = "from_outside", "every_lead", "no"
OUTSIDE = (LeadOrigin.WEB, LeadOrigin.INTEGRATION)


def open_by_itself(lead_id: int) -> Opportunity | None:
    """None when the setting says no, a person was faster, or there is nothing to do by the book. Safe to run twice."""
    with transaction(by=SYSTEM) as work:
        lead = work.lock(Lead, lead_id)
        wanted = setting(work.session, SETTING, FROM_OUTSIDE)
        if wanted == NONE or (wanted == FROM_OUTSIDE and lead.origin not in OUTSIDE):
            return None
        track_id = track_of_form(work.session, lead.id)
        if (
            lead.status is not LeadStatus.OPEN
            or is_open(work, lead.id)
            or (track_id is None and default_track(work.session, lead.location_id) is None)
        ):
            return None
        return open_opportunity(lead.id, track_id=track_id, by=SYSTEM)
