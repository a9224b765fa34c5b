"""Leads of which nothing was heard for 14 days become one step colder; each further 14 days take one more (C2)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.leads.heat import change_heat
from app.core.clock import now
from app.models import Activity, HeatChange, Lead
from app.models.activity import ActivityKind, ActivityStatus
from app.models.lead import LeadStatus
from app.rules.lead_heat import SILENCE, Heat, cooled
from app.work import transaction

SPOKEN = (Activity.status == ActivityStatus.DONE, Activity.kind.not_in((ActivityKind.NOTE, ActivityKind.EXPIRED)))


def cool_leads(*, by: Actor) -> int:
    """How many became colder. A lead a transaction, so that nobody who works on one waits; a second run on a day changes nothing."""
    require(by, Permission.LEAD_WRITE)
    with transaction(by=by) as work:
        quiet = (
            select(Lead.id)
            .where(Lead.status == LeadStatus.OPEN, Lead.heat != Heat.COLD, Lead.heard_at <= now() - SILENCE)
            .order_by(Lead.id)
        )
        ids = list(work.session.scalars(quiet))
    return sum(_cool(lead_id, by) for lead_id in ids)


def _cool(lead_id: int, by: Actor) -> bool:
    with transaction(by=by) as work:
        lead = work.lock(Lead, lead_id)
        spoken = work.session.scalar(select(func.max(Activity.at)).where(Activity.lead_id == lead.id, *SPOKEN))
        changed = work.session.scalar(select(func.max(HeatChange.at)).where(HeatChange.lead_id == lead.id))
        since: dt.datetime = max(each for each in (lead.heard_at, spoken, changed) if each is not None)
        after = cooled(lead.heat, quiet_since=since, now=now())
        if lead.status is not LeadStatus.OPEN or after is lead.heat:
            return False
        change_heat(work, lead, after, _("Nothing was heard for %(days)d days.", days=SILENCE.days))
        return True
