"""What was ever billed for a month's time of licenses, and who has a month's document already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, InvoiceRun, License, RunOrganisation
from app.models.credit_note import CreditNoteKind
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.rules.corrections import Billed
from app.rules.lines import LineKind


def billed(session: Session, location_id: int, month: Month, organisation_ids: Collection[int]) -> dict[int, list[Billed]]:
    """All that was ever billed for licenses' time in that month: lines, corrections of later runs, credits that take billing back."""
    found: dict[int, list[Billed]] = defaultdict(list)
    lines = (
        select(Invoice.organisation_id, License.id, License.code, InvoiceLine.net_cents)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(License, License.id == InvoiceLine.license_id)
        .where(
            Invoice.location_id == location_id,
            Invoice.organisation_id.in_(organisation_ids),
            Invoice.status != InvoiceStatus.VOID,
            InvoiceLine.service_month == month,
        )
    )
    credits = (
        select(CreditNote.organisation_id, License.id, License.code, -CreditNoteLine.net_cents)
        .join(CreditNote, CreditNote.id == CreditNoteLine.credit_note_id)
        .join(License, License.id == CreditNoteLine.license_id)
        .where(
            CreditNote.location_id == location_id,
            CreditNote.organisation_id.in_(organisation_ids),
            CreditNote.kind != CreditNoteKind.GOODWILL,
            CreditNoteLine.service_month == month,
        )
    )
    for query in (lines, credits):
        for organisation_id, license_id, code, net in session.execute(query):
            found[organisation_id].append(Billed(license_id, code, net))
    return found


def already_billed(session: Session, location_id: int, month: Month, organisation_id: int | None = None) -> set[int]:
    """Organisations that have the month's document, an invoice or what became a credit note (P12); of one alone, where it is named."""
    invoices = select(Invoice.organisation_id).where(
        Invoice.location_id == location_id,
        Invoice.month == month,
        Invoice.kind == InvoiceKind.MONTHLY,
        Invoice.status != InvoiceStatus.VOID,
    )
    credits = select(CreditNote.organisation_id).where(
        CreditNote.location_id == location_id, CreditNote.month == month, CreditNote.run_id.is_not(None)
    )
    if organisation_id is not None:
        invoices, credits = (
            invoices.where(Invoice.organisation_id == organisation_id),
            credits.where(CreditNote.organisation_id == organisation_id),
        )
    return set(session.scalars(invoices)) | set(session.scalars(credits))


def billed_later(session: Session, location_id: int, month: Month) -> set[int]:
    """Who joined once the month's runs were made, and was billed for it by a correction in a later month (P11): a supplementary run would bill them twice."""
    found: set[int] = set()
    for document, line in ((Invoice, InvoiceLine), (CreditNote, CreditNoteLine)):
        of: Any = document
        query = (
            select(of.organisation_id)
            .join(line)
            .where(
                of.location_id == location_id,
                of.month > month,
                of.run_id.is_not(None),
                line.service_month == month,
                line.kind == LineKind.CORRECTION,
            )
            .where(~had_its_run(of.organisation_id, location_id, month))
        )
        found |= set(session.scalars(query if document is CreditNote else query.where(Invoice.status != InvoiceStatus.VOID)))
    return found


def had_its_run(organisation_id: Any, location_id: int, month: Month) -> ColumnElement[bool]:
    """A run of the month has it, whatever became of it: left out and open it is billed by a run alone."""
    row, run = RunOrganisation, InvoiceRun
    return exists().where(row.organisation_id == organisation_id, row.run_id == run.id, run.location_id == location_id, run.month == month)
