"""How warm a lead is: set by hand with a reason, or by what happens; each change is kept (C2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.core.errors import Refused
from app.models import HeatChange, Lead
from app.models.lead import LeadStatus
from app.rules.lead_heat import Heat, Warming, warmed
from app.work import Work, transaction

REASONS: dict[Warming, Callable[[], str]] = {
    Warming.WROTE_AGAIN: lambda: _("They wrote again."),
    Warming.REPLIED: lambda: _("They replied."),
    Warming.VISITED: lambda: _("They came to see the place."),
    Warming.OPENED_PROPOSAL: lambda: _("They opened the proposal."),
}


def set_heat(lead_id: int, heat: Heat, reason: str, *, by: Actor) -> Lead:
    """By hand. Raises Refused at `reason` without one, at `heat` when it is that warm already, and for a lead that is over."""
    with transaction(by=by) as work:
        lead = work.lock(Lead, lead_id)
        require(by, Permission.LEAD_WRITE, lead)
        if lead.status is not LeadStatus.OPEN:
            raise Refused(_("This lead is over: open it again first."))
        if not reason.strip():
            raise Refused(_("Say why."), field="reason")
        if lead.heat is heat:
            raise Refused(_("The lead is that warm already."), field="heat")
        change_heat(work, lead, heat, reason.strip())
    return lead


def warm(work: Work, lead: Lead, cause: Warming, at: dt.datetime) -> None:
    """Within a transaction that holds the lead's row: something happened `at` that instant, from which silence is counted (C2, S5, S7); it never cools."""
    lead.heard_at = max(lead.heard_at, at)
    change_heat(work, lead, warmed(lead.heat, cause), REASONS[cause]())


def change_heat(work: Work, lead: Lead, heat: Heat, reason: str) -> None:
    """Kept with its reason; nothing when it is the same."""
    if lead.heat is heat:
        return
    change = HeatChange(lead_id=lead.id, before=lead.heat, after=heat, at=clock.now(), reason=reason[:500], changed_by=work.by.name)
    lead.heat = heat
    work.session.add(change)
