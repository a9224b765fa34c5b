"""Rises of the demo network: those of the past were settled elsewhere; what is due in the coming weeks waits for a yes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.actions.escalations.decline import decline_escalations
from app.actions.escalations.propose import propose_escalations
from app.core import clock
from app.models import Escalation, Location
from app.work import Work


def propose_rises(work: Work, locations: Sequence[Location], *, by: Actor) -> None:
    """One transaction with the rest of the network; nobody is mailed."""
    for each in locations:
        propose_escalations(each.id, by=SYSTEM)
    past = select(Escalation.id).where(Escalation.valid_from < clock.today("Africa/Johannesburg"))
    if ids := work.session.scalars(past).all():
        decline_escalations(ids, reason="Agreed before, in the contract", by=by)
