"""Open an abandoned opportunity again: its lead comes back from the archive, and its cancelled tasks move by the time for which they rested (C5)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.opportunities.hand_over import hand_over
from app.actions.opportunities.move import into_stage
from app.actions.opportunities.open import is_open
from app.actions.tasks.cancel_open import bring_back_tasks
from app.core import clock
from app.core.errors import Refused
from app.models import Lead, Location, Opportunity
from app.models.opportunity import Stage
from app.queries.tasks.doers import owner_there
from app.work import transaction


def reopen_opportunity(opportunity_id: int, *, by: Actor) -> Opportunity:
    """In the first column of the board, and with somebody who works there. Raises Refused for one that was not abandoned, or whose lead has another open one by now."""
    with transaction(by=by) as work:
        lead = work.lock(Lead, work.get(Opportunity, opportunity_id).lead_id)
        opportunity = work.lock(Opportunity, opportunity_id)
        require(by, Permission.OPPORTUNITY_WRITE, opportunity)
        if not Opportunity.moves.may(opportunity, "reopen"):
            raise Refused(_("%(deal)s was not abandoned.", deal=str(opportunity)))
        if is_open(work, lead.id):
            raise Refused(_("%(lead)s has an open opportunity already.", lead=str(lead)))
        into_stage(work, opportunity, Stage.NEW)
        opportunity.abandon_reason_id, opportunity.abandon_note = None, ""
        if opportunity.owner_id is not None:
            hand_over(work, opportunity, owner_there(work.session, opportunity.owner_id, opportunity.location_id))
        bring_back_tasks(work, opportunity, on=clock.today(work.session.get_one(Location, opportunity.location_id).zone))
        if Lead.moves.may(lead, "reopen"):
            Lead.moves.move(lead, "reopen")
            lead.closed_at = None
    return opportunity
