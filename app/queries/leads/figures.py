"""What became of what was asked: passed, quarantined, dropped, rescued; and whether the threshold should move (S9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import Enquiry, Lead, LeadForm
from app.models.enquiry import EnquiryState
from app.models.lead import LeadStatus
from app.rules.lead_thresholds import suggested_threshold


@dataclass(frozen=True, slots=True)
class OfForm:
    """Counts of one form by state, and the programs that its unseen field caught since it was made."""

    form: LeadForm
    counts: dict[EnquiryState, int]


@dataclass(frozen=True, slots=True)
class Figures:
    forms: list[OfForm]
    total: dict[EnquiryState, int]
    suggestion: int | None
    rescued: int


def lead_figures(session: Session, *, days: int, by: Actor, location_id: int | None = None) -> Figures:
    """Of the last so many days, of what the actor may see; of one location with the forms of every location. Spam and dropped ones are forgotten after their term and then missing here."""
    since = clock.now() - dt.timedelta(days=days)
    here = [Enquiry.received_at >= since] if location_id is None else [Enquiry.received_at >= since, Enquiry.location_id == location_id]
    query = narrowed(select(Enquiry.form_id, Enquiry.state, func.count()).where(*here), by, Enquiry)
    found: dict[int, dict[EnquiryState, int]] = {}
    for form_id, state, count in session.execute(query.group_by(Enquiry.form_id, Enquiry.state)):
        found.setdefault(form_id, {})[state] = count
    listed = select(LeadForm).order_by(LeadForm.title)
    listed = listed if location_id is None else listed.where(or_(LeadForm.location_id.is_(None), LeadForm.location_id == location_id))
    forms = session.scalars(narrowed(listed, by, LeadForm)).all()
    rescued = narrowed(select(Enquiry.points).where(Enquiry.state == EnquiryState.RESCUED, *here), by, Enquiry)
    points = [each for each in session.scalars(rescued) if each is not None]
    total = {state: sum(counts.get(state, 0) for counts in found.values()) for state in EnquiryState}
    return Figures([OfForm(form, found.get(form.id, {})) for form in forms], total, suggested_threshold(points), len(points))


def waiting_in_quarantine(session: Session, *, by: Actor, location_id: int | None = None) -> int:
    """How many wait for somebody's yes or no."""
    query = narrowed(select(func.count()).select_from(Enquiry).where(Enquiry.state == EnquiryState.QUARANTINED), by, Enquiry)
    return session.scalar(query if location_id is None else query.where(Enquiry.location_id == location_id)) or 0


def leads_without_owner(session: Session, *, by: Actor, location_id: int | None = None) -> int:
    """Open leads on which nobody works."""
    query = narrowed(select(func.count()).select_from(Lead).where(Lead.status == LeadStatus.OPEN, Lead.owner_id.is_(None)), by, Lead)
    return session.scalar(query if location_id is None else query.where(Lead.location_id == location_id)) or 0
