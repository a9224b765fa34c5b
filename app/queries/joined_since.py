"""Who joined once a month's runs were made, and is billed for it at once by a supplementary run, else by the next month's (P11)."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import InvoiceRun, License, Organisation
from app.models.organisation import OrganisationStatus
from app.queries.billed import had_its_run
from app.queries.preview import preview


def joined_since(session: Session, run: InvoiceRun) -> list[str]:
    """By name: whoever no run of the month has, with a license that a preview of the month bills."""
    query = (
        select(License.organisation_id)
        .join(Organisation, Organisation.id == License.organisation_id)
        .where(
            License.location_id == run.location_id,
            License.starts_on <= run.month.last,
            or_(License.ends_on.is_(None), License.ends_on >= run.month.first),
        )
        .where(Organisation.status == OrganisationStatus.ACTIVE, ~had_its_run(License.organisation_id, run.location_id, run.month))
        .distinct()
    )
    candidates = list(session.scalars(query))
    found = preview(session, run.location, run.month, organisation_ids=candidates).rows if candidates else []
    return sorted(row.name for row in found if row.licenses)
