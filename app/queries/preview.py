"""The preview of an invoice run: every organisation's document for a month, complete with tax, causes and warnings; nothing is written (I1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.month import Month
from app.models import Adhoc, CreditNote, Invoice, Location, Organisation, TaxRate, XeroContact
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.organisation import OrganisationStatus
from app.queries.billed import IssuedLine, corrected, issued_lines
from app.queries.billing_terms import LocationTerms, location_terms, policy_of
from app.queries.no_collection import no_collection
from app.queries.settings import setting
from app.rules.differences import Cause, differences, together
from app.rules.document import Totals
from app.rules.due_dates import cut_off as last_usage_day
from app.rules.due_dates import invoice_date
from app.rules.fingerprint import Fingerprints, run_fingerprint
from app.rules.preview import OrganisationPreview, OrganisationTerms, Previewer, amount_warnings
from app.rules.vat import RateDate, VatRate, rate_for

Flag = dict[str, Any]


@dataclass(slots=True)
class Tax:
    """The tax of a location's documents: None percent for one that is not registered."""

    percent: Decimal | None
    xero_type: str
    problems: list[str]


@dataclass(slots=True)
class PreviewRow:
    """One organisation: its document, last month's net in cents, why it moved, and what a person should look at."""

    id: int
    code: str
    name: str
    currency: str
    document: OrganisationPreview
    previous_net: int
    causes: dict[Cause, int]
    warnings: list[Flag]
    licenses: int

    @property
    def blocked(self) -> bool:
        """Approval would be refused."""
        return any(warning["kind"] in BLOCKING for warning in self.warnings)


@dataclass(slots=True)
class Preview:
    """A location and month. `waiting` counts charges of organisations that are not active: [name, count]."""

    location: Location
    month: Month
    cut_off: dt.date
    tax: Tax
    rows: list[PreviewRow]
    fingerprint: str
    terms: LocationTerms
    problems: list[Flag] = field(default_factory=list)
    waiting: list[tuple[str, int]] = field(default_factory=list)

    @property
    def totals(self) -> Totals:
        net = sum(row.document.totals.net for row in self.rows)
        vat = sum(row.document.totals.vat for row in self.rows)
        return Totals(net, vat, net + vat)

    @property
    def previous_net(self) -> int:
        return sum(row.previous_net for row in self.rows)

    def causes(self) -> dict[Cause, int]:
        return together(row.causes for row in self.rows)


BLOCKING = {"currency", "seller_vat", "seller_address", "no_tax"}


def preview(
    session: Session,
    location: Location,
    month: Month,
    *,
    cut_off: dt.date | None = None,
    organisation_ids: Collection[int] | None = None,
    approved_on: dt.date | None = None,
) -> Preview:
    """What would be billed now, organisations that already have the month's document left aside.

    `cut_off` is as asked, else today at the location; `approved_on` decides the VAT rate, the 1st when it is only a look.
    """
    with no_collection():
        until = last_usage_day(month, clock.today(location.zone), cut_off)
        policy = policy_of(location, setting(session, "pricing.discount_mode", "multiply"))
        tax = tax_of(session, location, month, approved_on)
        terms = location_terms(session, location, month, cut_off=until, organisation_ids=organisation_ids)
        for done in _already_billed(session, location.id, month):
            terms.organisations.pop(done, None)
        _add_corrections(session, location, month, terms, organisation_ids, policy)
        fingerprints = Fingerprints(month, terms.memberships, policy, tax.percent, tax.xero_type, location.currency)
        previewer = Previewer(month, terms.memberships, policy, tax.percent, fingerprints)
        rows = _rows(session, location, month, terms, previewer)
        return Preview(
            location,
            month,
            until,
            tax,
            rows,
            run_fingerprint({row.code: row.document.fingerprint for row in rows}),
            terms,
            problems=[{"kind": kind} for kind in tax.problems],
            waiting=waiting_charges(session, location.id, until) if organisation_ids is None else [],
        )


def tax_of(session: Session, location: Location, month: Month, approved_on: dt.date | None) -> Tax:
    """The location's VAT for a document of the month, and what is missing for a tax invoice (P9)."""
    if not location.vat_registered:
        return Tax(None, "NONE", [])
    problems = [kind for kind, value in (("seller_vat", location.vat_number), ("seller_address", location.address)) if not value.strip()]
    stored = session.scalars(select(TaxRate).where(TaxRate.country == location.country)).all()
    by = RateDate(setting(session, "vat.rate_date", RateDate.INVOICE_DATE.value))
    try:
        percent = rate_for(
            [VatRate(rate.valid_from, rate.percent, rate.withdrawn) for rate in stored], month, invoice_date(month, approved_on), by
        )
    except ValueError:
        return Tax(Decimal(0), "", [*problems, "no_tax"])
    used = next(rate for rate in sorted(stored, key=lambda rate: rate.valid_from, reverse=True) if rate.percent == percent and not rate.withdrawn)
    if not used.xero_tax_type:
        problems.append("no_tax_code")
    return Tax(percent, used.xero_tax_type, problems)


def _already_billed(session: Session, location_id: int, month: Month) -> set[int]:
    invoices = select(Invoice.organisation_id).where(
        Invoice.location_id == location_id,
        Invoice.month == month,
        Invoice.kind == InvoiceKind.MONTHLY,
        Invoice.status != InvoiceStatus.VOID,
    )
    credits = select(CreditNote.organisation_id).where(
        CreditNote.location_id == location_id, CreditNote.month == month, CreditNote.run_id.is_not(None)
    )
    return set(session.scalars(invoices)) | set(session.scalars(credits))


def _add_corrections(
    session: Session, location: Location, month: Month, terms: LocationTerms, organisation_ids: Collection[int] | None, policy: Any
) -> None:
    found = corrected(session, location, month, policy, terms.facts, organisation_ids)
    missing = [owner for owner, lines in found.items() if lines and owner not in terms.organisations]
    if missing:
        active = select(Organisation.id, Organisation.code).where(
            Organisation.id.in_(missing), Organisation.status == OrganisationStatus.ACTIVE
        )
        done = _already_billed(session, location.id, month)
        for owner, code in session.execute(active):
            if owner not in done:
                terms.organisations[owner] = OrganisationTerms(owner, code)
    for owner, lines in found.items():
        if owner in terms.organisations:
            terms.organisations[owner].corrections = lines


def _rows(session: Session, location: Location, month: Month, terms: LocationTerms, previewer: Previewer) -> list[PreviewRow]:
    documents = [document for each in terms.organisations.values() if (document := previewer.of(each)).lines]
    before = issued_lines(session, location.id, month.previous)
    facts = _organisation_facts(session, location, [document.id for document in documents])
    rows = []
    for document in documents:
        name, currency, has_mail, has_contact = facts[document.id]
        previous = before.get(document.id, [])
        rows.append(
            PreviewRow(
                document.id,
                document.code,
                name,
                currency,
                document,
                sum(line.net for line in previous),
                _causes(previous, document, terms, month) if before else {},
                _warnings(document, previous, currency != location.currency, has_mail, has_contact),
                len(terms.organisations[document.id].licenses),
            )
        )
    rows.sort(key=lambda row: row.code)
    return rows


def _causes(previous: list[IssuedLine], document: OrganisationPreview, terms: LocationTerms, month: Month) -> dict[Cause, int]:
    stayed = {
        ("license", each.id)
        for each in terms.organisations[document.id].licenses
        if each.starts_on < month.first
    }
    return differences(previous, document.lines, stayed)


def _warnings(document: OrganisationPreview, previous: list[IssuedLine], foreign: bool, has_mail: bool, has_contact: bool) -> list[Flag]:
    found: list[Flag] = []
    if foreign:
        found.append({"kind": "currency"})
    if not has_mail:
        found.append({"kind": "no_email"})
    if not has_contact:
        found.append({"kind": "no_xero_contact"})
    found += [{"kind": kind} for kind in amount_warnings(document.totals.net, sum(line.net for line in previous) if previous else None)]
    found += [{"kind": each.kind, "license": each.code} for each in document.warnings]
    return found


def _organisation_facts(session: Session, location: Location, ids: list[int]) -> dict[int, tuple[str, str, bool, bool]]:
    query = select(Organisation.id, Organisation.name, Organisation.currency, Organisation.invoice_email, Organisation.accounting_email)
    if len(ids) < 1000:
        query = query.where(Organisation.id.in_(ids))
    contacts: set[int] | None = None
    if location.xero_connection_id is not None:
        contacts = set(
            session.scalars(
                select(XeroContact.organisation_id).where(
                    (XeroContact.xero_connection_id == location.xero_connection_id) | XeroContact.xero_connection_id.is_(None)
                )
            )
        )
    return {
        row_id: (name, currency, bool(invoice_email.strip() or accounting_email.strip()), contacts is None or row_id in contacts)
        for row_id, name, currency, invoice_email, accounting_email in session.execute(query)
    }


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
