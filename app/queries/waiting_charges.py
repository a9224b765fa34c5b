"""Charges that wait because their organisation is not active."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Adhoc, Organisation
from app.models.organisation import OrganisationStatus


def waiting_charges(session: Session, location_id: int, cut_off: dt.date) -> list[tuple[str, int]]:
    """Charges of organisations that are not active: a warning, not lines (P13)."""
    query = (
        select(Organisation.name, func.count())
        .join(Adhoc, Adhoc.organisation_id == Organisation.id)
        .where(
            Adhoc.location_id == location_id,
            Adhoc.invoiced_at.is_(None),
            Adhoc.date <= cut_off,
            Organisation.status != OrganisationStatus.ACTIVE,
        )
        .group_by(Organisation.name)
        .order_by(Organisation.name)
    )
    return [(name, count) for name, count in session.execute(query)]
