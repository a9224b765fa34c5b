"""Change what is expected of an opportunity, and who works on it."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict, Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.opportunities.hand_over import hand_over
from app.actions.stale import require_fresh
from app.core import clock
from app.core.errors import Refused
from app.models import Lead, Opportunity
from app.queries.tasks.doers import does_tasks
from app.work import Work, transaction


class OpportunityFields(TypedDict, total=False):
    """`value_cents` a month, without VAT, in the location's currency."""

    value_cents: int
    expected_on: dt.date | None
    owner_id: int | None


def change_opportunity(opportunity_id: int, *, version: str = "", by: Actor, **fields: Unpack[OpportunityFields]) -> Opportunity:
    """Its lead and the open tasks of its owner go with it to another owner.

    Raises Stale for a page that shows what is no longer so, Refused at `owner` for somebody who does not work there.
    """
    with transaction(by=by) as work:
        lead = work.lock(Lead, work.get(Opportunity, opportunity_id).lead_id)
        opportunity = work.lock(Opportunity, opportunity_id)
        require(by, Permission.OPPORTUNITY_WRITE, opportunity)
        require_fresh(work, opportunity, version, zone=opportunity.location.zone)
        cents = fields.get("value_cents", 0)
        if cents is None or cents < 0:
            raise Refused(_("An amount cannot be negative."), field="value_cents")
        if "owner_id" in fields:
            _hand_over(work, opportunity, lead, fields["owner_id"])
        fill(work, opportunity, {name: value for name, value in fields.items() if name != "owner_id"})
    return opportunity


def _hand_over(work: Work, opportunity: Opportunity, lead: Lead, owner_id: int | None) -> None:
    if owner_id == opportunity.owner_id:
        return
    if owner_id is not None and not does_tasks(work.session, owner_id, opportunity.location_id):
        raise Refused(_("Please choose one of the list."), field="owner")
    hand_over(work, opportunity, owner_id)
    if lead.owner_id != owner_id:
        lead.owner_id, lead.owned_since = owner_id, clock.now() if owner_id is not None else None
