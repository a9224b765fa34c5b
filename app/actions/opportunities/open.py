"""Open an opportunity: a lead becomes work, with the whole tree of its tasks, in one transaction (C1)."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.tasks.grow import grow_tree
from app.core import clock
from app.core.errors import Missing, Refused
from app.core.events import Event
from app.models import Lead, Location, Opportunity, StageChange, Track
from app.models.lead import LeadStatus
from app.models.opportunity import OPEN_STAGES, Stage
from app.queries.tasks.doers import owner_there
from app.queries.tracks import default_track
from app.work import Work, transaction


@dataclass(frozen=True)
class OpportunityOpened(Event):
    opportunity_id: int


def open_opportunity(lead_id: int, *, track_id: int | None = None, by: Actor) -> Opportunity:
    """With the track that was chosen, else the default one of the location; without either it has no tasks yet.

    Raises Refused for a lead that is over, or has an open opportunity; at `track` for one of another location, or out of use.
    """
    with transaction(by=by) as work:
        lead = work.lock(Lead, lead_id)
        require(by, Permission.OPPORTUNITY_WRITE, lead)
        if lead.status is not LeadStatus.OPEN:
            raise Refused(_("This lead is over: open it again first."))
        if is_open(work, lead.id):
            raise Refused(_("%(lead)s has an open opportunity already.", lead=str(lead)))
        track, place = _track(work, lead.location_id, track_id), work.session.get_one(Location, lead.location_id)
        now = clock.now()
        opportunity = Opportunity(
            code="",
            location_id=lead.location_id,
            lead_id=lead.id,
            owner_id=owner_there(work.session, lead.owner_id, lead.location_id),
            track_id=track.id if track is not None else None,
            stage=Stage.NEW,
            stage_since=now,
            currency=place.currency,
            opened_on=clock.today(place.zone),
        )
        give_code(work, opportunity, f"{place.code}-O")
        work.add(opportunity)
        work.session.add(StageChange(opportunity_id=opportunity.id, before=None, after=Stage.NEW, at=now, changed_by=by.name))
        if track is not None:
            grow_tree(work, opportunity, track)
        work.emit(OpportunityOpened(opportunity.id))
    return opportunity


def is_open(work: Work, lead_id: int) -> bool:
    """Whether a lead is being worked on."""
    return work.session.scalar(select(Opportunity.id).where(Opportunity.lead_id == lead_id, Opportunity.stage.in_(OPEN_STAGES))) is not None


def _track(work: Work, location_id: int, track_id: int | None) -> Track | None:
    if track_id is None:
        return default_track(work.session, location_id)
    try:
        track = work.get(Track, track_id)
    except Missing as missing:
        raise Refused(_("Please choose one of the list."), field="track") from missing
    if not track.is_active or track.location_id not in (None, location_id):
        raise Refused(_("This track is out of use, or of another location."), field="track")
    return track
