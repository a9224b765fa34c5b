"""Why a run differs from the month before: the sums by cause, and the organisations that are gone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import CreditNote, Invoice, InvoiceRun, RunOrganisation
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.invoice_run import Decision
from app.rules.differences import Cause


@dataclass(frozen=True, slots=True)
class Change:
    """From `before` to `after`, in cents without VAT; the causes sum to the difference exactly.

    `gone` counts organisations that were billed last month and have nothing to bill now; their part is in `left`.
    """

    before: int
    after: int
    causes: dict[Cause, int]
    gone: int

    @property
    def difference(self) -> int:
        return self.after - self.before


def run_change(session: Session, run: InvoiceRun) -> Change | None:
    """Of everyone who is not left out. None in the first month of a location, which has nothing to compare with."""
    row = RunOrganisation
    here = (row.run_id == run.id, row.decision != Decision.LEFT_OUT)
    net, previous = session.execute(
        select(func.coalesce(func.sum(row.net_cents), 0), func.coalesce(func.sum(row.previous_net_cents), 0)).where(*here)
    ).one()
    each = func.jsonb_each_text(row.causes).table_valued("key", "value")
    query = (
        select(each.c.key, func.sum(cast(each.c.value, BigInteger))).select_from(row).join(each, here[0]).where(*here).group_by(each.c.key)
    )
    causes = {Cause(name): int(cents) for name, cents in session.execute(query)}
    gone, lost = _gone(session, run)
    if not previous and not lost:
        return None
    if lost:
        causes[Cause.LEFT] = causes.get(Cause.LEFT, 0) - lost
    ordered = {cause: causes[cause] for cause in Cause if causes.get(cause)}
    return Change(int(previous) + lost, int(net), ordered, gone)


def _gone(session: Session, run: InvoiceRun) -> tuple[int, int]:
    """Organisations of last month's documents that have no row in any run of this month, and their net."""
    month: Month = run.month.previous
    invoices = select(Invoice.organisation_id, Invoice.net_cents.label("net")).where(
        Invoice.location_id == run.location_id,
        Invoice.month == month,
        Invoice.kind == InvoiceKind.MONTHLY,
        Invoice.status != InvoiceStatus.VOID,
    )
    notes = select(CreditNote.organisation_id, (-CreditNote.net_cents).label("net")).where(
        CreditNote.location_id == run.location_id, CreditNote.month == month, CreditNote.run_id.is_not(None)
    )
    before = invoices.union_all(notes).subquery()
    present = (
        select(RunOrganisation.organisation_id)
        .join(InvoiceRun)
        .where(InvoiceRun.location_id == run.location_id, InvoiceRun.month == run.month)
    )
    query = select(func.count(func.distinct(before.c.organisation_id)), func.coalesce(func.sum(before.c.net), 0)).where(
        before.c.organisation_id.not_in(present)
    )
    count, lost = session.execute(query).one()
    return count, int(lost)
