"""Which track the form names through which a lead came."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Enquiry, Lead, LeadForm, Track


def track_of_form(session: Session, lead_id: int) -> int | None:
    """That of the first enquiry of the lead; None without a form, or where its track is out of use or of another location."""
    query = (
        select(Track.id)
        .join(LeadForm, LeadForm.track_id == Track.id)
        .join(Enquiry, Enquiry.form_id == LeadForm.id)
        .join(Lead, Lead.id == Enquiry.lead_id)
        .where(Lead.id == lead_id, Track.is_active, or_(Track.location_id.is_(None), Track.location_id == Lead.location_id))
    )
    return session.scalar(query.order_by(Enquiry.id).limit(1))
