"""What approving or sending a run would do, counted before anybody says yes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from app.models import CreditNote, FoyerUser, Invoice, InvoiceRun, Organisation, RunOrganisation
from app.models.credit_note import CreditNoteStatus
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import Decision, approval_mark
from app.queries.run_charges import Charges, charges_to_come

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Mails:
    """`mails` go to `addresses` different ones; `without` names organisations that have none."""

    mails: int
    addresses: int
    without: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """`total` in cents with VAT. `asked_by` has approved already, and a second person is needed; `left_out` is (name, reason)."""

    invoices: int
    credit_notes: int
    total: int
    mails: Mails
    charges: Charges
    left_out: list[tuple[str, str]]
    needs_second: bool
    asked_by: FoyerUser | None


def approved_so_far(session: Session, run_id: int) -> int:
    """Cents of all documents that the run has had approved, charges and credits alike: what pieces amount to together."""
    query = select(func.sum(func.abs(RunOrganisation.total_cents))).where(
        RunOrganisation.run_id == run_id, RunOrganisation.decision == Decision.APPROVED
    )
    return int(session.scalar(query) or 0)


def approval_plan(session: Session, run: InvoiceRun, organisation_ids: Collection[int] | None = None) -> Plan:
    """Of everything open in the run, or only of some."""
    row = RunOrganisation
    chosen = [row.run_id == run.id, row.decision == Decision.OPEN]
    if organisation_ids is not None:
        chosen.append(row.organisation_id.in_(organisation_ids))
    invoices, credit_notes, total, at_stake = session.execute(
        select(
            func.count().filter(row.total_cents >= 0),
            func.count().filter(row.total_cents < 0),
            func.coalesce(func.sum(row.total_cents), 0),
            func.coalesce(func.sum(func.abs(row.total_cents)), 0),
        ).where(*chosen)
    ).one()
    left_out = (
        select(Organisation.name, row.left_out_reason)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.run_id == run.id, row.decision == Decision.LEFT_OUT)
        .order_by(Organisation.name)
    )
    threshold = run.location.second_approver_above_cents
    asked = run.approval_asked_by_id if run.approval_asked_fingerprint == approval_mark(run.fingerprint, organisation_ids) else None
    return Plan(
        invoices,
        credit_notes,
        int(total),
        _mails(session, select(row.organisation_id).where(*chosen)),
        _charges(session, run, select(row.organisation_id, row.total_cents).where(*chosen)),
        [(name, reason) for name, reason in session.execute(left_out)],
        threshold is not None and at_stake + approved_so_far(session, run.id) > threshold,
        session.get(FoyerUser, asked) if asked is not None else None,
    )


def sending_plan(session: Session, run: InvoiceRun) -> tuple[int, Mails, Charges]:
    """How many approved documents wait to be sent, their mails, and the cards that are charged once they are."""
    waiting = [
        select(Invoice.organisation_id).where(
            Invoice.run_id == run.id, Invoice.status == InvoiceStatus.LOCKED, Invoice.send_wanted_at.is_(None)
        ),
        select(CreditNote.organisation_id).where(
            CreditNote.run_id == run.id, CreditNote.status == CreditNoteStatus.APPROVED, CreditNote.send_wanted_at.is_(None)
        ),
    ]
    owners = waiting[0].union(waiting[1])
    count = session.scalar(select(func.count()).select_from(owners.subquery())) or 0
    left = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents
    owed = select(Invoice.organisation_id, left).where(
        Invoice.run_id == run.id, Invoice.status == InvoiceStatus.LOCKED, Invoice.send_wanted_at.is_(None)
    )
    return count, _mails(session, select(owners.subquery().c.organisation_id)), _charges(session, run, owed)


ADDRESSES = text(
    "SELECT count(*), count(DISTINCT address) FROM ("
    " SELECT DISTINCT o.id, lower(trim(part)) AS address FROM organisation o"
    " CROSS JOIN LATERAL unnest(string_to_array(replace(o.invoice_email || ';' || o.accounting_email, ',', ';'), ';')) AS part"
    " WHERE o.id = ANY(:ids) AND trim(part) <> '') AS found"
)


def _charges(session: Session, run: InvoiceRun, owed: Select[int, int]) -> Charges:
    return charges_to_come(session, owed, location_id=run.location_id, currency=run.location.currency)


def _mails(session: Session, organisations: Select[int]) -> Mails:
    ids = list(session.scalars(organisations))
    mails, addresses = session.execute(ADDRESSES, {"ids": ids}).one()
    bare = (
        select(Organisation.name)
        .where(Organisation.id.in_(ids), func.trim(Organisation.invoice_email) == "", func.trim(Organisation.accounting_email) == "")
        .order_by(Organisation.name)
    )
    return Mails(mails, addresses, list(session.scalars(bare)))
