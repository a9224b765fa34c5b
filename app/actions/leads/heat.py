"""How warm a lead is: changed with a reason that is kept (C2)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.clock import now
from app.models import HeatChange, Lead
from app.rules.lead_heat import Warming, warmed
from app.work import Work


def warm(work: Work, lead: Lead, cause: Warming) -> None:
    """What they did warms the lead, never cools it. The caller holds the lead's lock."""
    after = warmed(lead.heat, cause)
    if after is not lead.heat:
        reason = {
            Warming.WROTE_AGAIN: _("They wrote again."),
            Warming.REPLIED: _("They replied to us."),
            Warming.VISITED: _("They came to see us."),
            Warming.OPENED_PROPOSAL: _("They opened the proposal."),
        }[cause]
        work.add(HeatChange(lead_id=lead.id, before=lead.heat, after=after, at=now(), reason=reason, changed_by=work.by.name))
        lead.heat = after
