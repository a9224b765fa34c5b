"""What became of what was asked: passed, quarantined, dropped, rescued; and whether the threshold should move (S9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Enquiry, Lead, LeadForm, Location
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


def lead_figures(session: Session, *, since: dt.date, by: Actor, location_id: int | None = None) -> Figures:
    """Of what came since that day at its location, as far as the actor may see it. Spam and dropped ones are forgotten after their term and then missing here."""
    came = _came(since, location_id)
    query = narrowed(select(Enquiry.form_id, Enquiry.state, func.count()).where(came), by, Enquiry)
    found: dict[int, dict[EnquiryState, int]] = {}
    for form_id, state, count in session.execute(query.group_by(Enquiry.form_id, Enquiry.state)):
        found.setdefault(form_id, {})[state] = count
    named = select(LeadForm).order_by(LeadForm.title)
    forms = session.scalars(
        narrowed(
            named
            if location_id is None
            else named.where(or_(LeadForm.location_id.is_(None), LeadForm.location_id == location_id, LeadForm.id.in_(found))),
            by,
            LeadForm,
        )
    ).all()
    rescued = narrowed(select(Enquiry.points).where(Enquiry.state == EnquiryState.RESCUED, came), by, Enquiry)
    points = [each for each in session.scalars(rescued) if each is not None]
    total = {state: sum(counts.get(state, 0) for counts in found.values()) for state in EnquiryState}
    return Figures([OfForm(form, found.get(form.id, {})) for form in forms], total, suggested_threshold(points), len(points))


def _came(since: dt.date, location_id: int | None) -> ColumnElement[bool]:
    zone = select(Location.zone).where(Location.id == Enquiry.location_id).scalar_subquery()
    first = dt.datetime.combine(since, dt.time(), dt.UTC) - dt.timedelta(days=1)  # anywhere: what an index can find
    came = (Enquiry.received_at >= first) & (func.date(func.timezone(zone, Enquiry.received_at)) >= since)
    return came if location_id is None else came & (Enquiry.location_id == location_id)


def waiting_in_quarantine(session: Session, *, by: Actor, location_id: int | None = None) -> int:
    """How many wait for somebody's yes or no."""
    query = narrowed(select(func.count()).select_from(Enquiry).where(Enquiry.state == EnquiryState.QUARANTINED), by, Enquiry)
    return session.scalar(query if location_id is None else query.where(Enquiry.location_id == location_id)) or 0


def leads_without_owner(session: Session, *, by: Actor, location_id: int | None = None) -> int:
    """Open leads on which nobody works."""
    query = narrowed(select(func.count()).select_from(Lead).where(Lead.status == LeadStatus.OPEN, Lead.owner_id.is_(None)), by, Lead)
    return session.scalar(query if location_id is None else query.where(Lead.location_id == location_id)) or 0
