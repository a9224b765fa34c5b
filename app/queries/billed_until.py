"""How far licenses were billed: the last day of the latest month that was approved for their organisation at their location, once they were there (I2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from app.models import CreditNoteLine, InvoiceLine, InvoiceRun, License, RunOrganisation
from app.models.invoice_run import Decision


def billed_until(session: Session, license_ids: Collection[int]) -> dict[int, dt.date]:
    """By license. One without a line counts as billed once a month was approved after it was made: it may be free."""
    has_lines = or_(exists().where(InvoiceLine.license_id == License.id), exists().where(CreditNoteLine.license_id == License.id))
    query = (
        select(License.id, func.max(InvoiceRun.month))
        .join(RunOrganisation, RunOrganisation.organisation_id == License.organisation_id)
        .join(InvoiceRun, (InvoiceRun.id == RunOrganisation.run_id) & (InvoiceRun.location_id == License.location_id))
        .where(
            License.id.in_(license_ids),
            RunOrganisation.decision == Decision.APPROVED,
            or_(RunOrganisation.decided_at >= License.created_at, has_lines),
        )
        .group_by(License.id)
    )
    return {license_id: month.last for license_id, month in session.execute(query) if month is not None}
