"""What the mails about a lead tell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models import Delivery, Lead


@dataclass(frozen=True, slots=True)
class LeadTold:
    """For staff; who asked gets nothing of it back."""

    lead_id: int
    code: str
    name: str
    company: str
    email: str
    phone: str
    places: int | None
    wanted_on: dt.date | None
    message: str


def lead_told(session: Session, delivery: Delivery) -> LeadTold:
    lead = session.get_one(Lead, delivery.lead_id)
    return LeadTold(lead.id, lead.code, lead.name, lead.company, lead.email, lead.phone, lead.places, lead.wanted_on, lead.message)
