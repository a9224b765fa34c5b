"""What the start page says of leads and enquiries."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.queries.leads.figures import leads_without_owner, waiting_in_quarantine
from views.home.task import Task
from views.leads.enquiries import quarantine_list


def to_answer(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """Leads that nobody works on, and what waits in the quarantine."""
    made = []
    if by.may(Permission.LEAD_WRITE) and (count := leads_without_owner(session, by=by, location_id=location_id)):
        told = ngettext("%(num)d lead has nobody who works on it", "%(num)d leads have nobody who works on them", count)
        unowned = url_for("LeadView.list", _flt_0_status="open", _oc_LeadView="owner", _od_LeadView="desc")
        made.append(Task("message-circle", told, _("Who answers first is often who they choose."), unowned, _("Open")))
    if by.may(Permission.LEAD_SCREEN) and (count := waiting_in_quarantine(session, by=by, location_id=location_id)):
        told = ngettext("%(num)d enquiry waits in the quarantine", "%(num)d enquiries wait in the quarantine", count)
        made.append(Task("shield", told, _("It looked like spam: say whether it is."), quarantine_list(), _("Look")))
    return made
