"""Who was never billed for a month though a run of it has them: left out with a reason, or still open (P11)."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from app.core.month import Month
from app.models import InvoiceRun, Organisation, RunOrganisation
from app.models.invoice_run import Decision


class NotBilled(NamedTuple):
    """One organisation; `reason` is why it was left out, empty where nobody decided."""

    name: str
    reason: str


def not_billed(session: Session, location_id: int, month: Month) -> list[NotBilled]:
    """By name, whichever run of the month has them; who was approved in any of them is not among them."""
    row, run, done, its = RunOrganisation, InvoiceRun, aliased(RunOrganisation), aliased(InvoiceRun)
    approved = exists().where(
        done.organisation_id == row.organisation_id,
        done.decision == Decision.APPROVED,
        done.run_id == its.id,
        its.location_id == location_id,
        its.month == month,
    )
    query = (
        select(Organisation.name, func.max(row.left_out_reason))
        .join(row, row.organisation_id == Organisation.id)
        .join(run, run.id == row.run_id)
        .where(run.location_id == location_id, run.month == month, row.decision != Decision.APPROVED, ~approved)
        .group_by(Organisation.id, Organisation.name)
        .order_by(Organisation.name)
    )
    return [NotBilled(name, reason) for name, reason in session.execute(query)]


def is_billed(session: Session, location_id: int, month: Month) -> bool:
    """Whether any run of the month was approved: what is corrected later (P13)."""
    return bool(
        session.scalar(
            select(exists().where(InvoiceRun.location_id == location_id, InvoiceRun.month == month, InvoiceRun.approved_at.is_not(None)))
        )
    )
