"""The rows of a preview: an organisation's document, why it moved, and what a person should look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.among import among
from app.core.month import Month
from app.models import Location, Organisation, PaymentMethod, XeroContact
from app.queries.billing_terms import LocationTerms
from app.queries.cards import asks_card
from app.queries.issued_lines import IssuedLine, issued_lines
from app.rules.deposits import sum_of_deposits
from app.rules.differences import Cause, differences
from app.rules.document import is_too_long, shows_buyer_vat
from app.rules.preview import OrganisationPreview, Previewer, amount_warnings

Flag = dict[str, Any]

BLOCKING = {"currency", "seller_vat", "seller_address", "no_tax", "deposit_account", "too_many_lines"}


@dataclass(slots=True)
class PreviewRow:
    """One organisation: its document, last month's net in cents, why it moved, what a person should look at, and the counts of months it bills late (P5)."""

    id: int
    code: str
    name: str
    currency: str
    document: OrganisationPreview
    previous_net: int
    causes: dict[Cause, int]
    warnings: list[Flag]
    licenses: int
    corrected_counts: Mapping[Month, int]

    @property
    def blocked(self) -> bool:
        """Approval would be refused."""
        return any(warning["kind"] in BLOCKING for warning in self.warnings)


def preview_rows(session: Session, location: Location, month: Month, terms: LocationTerms, previewer: Previewer) -> list[PreviewRow]:
    """Everyone with a line, in the order of their codes."""
    documents = [document for each in terms.organisations.values() if (document := previewer.of(each)).lines]
    before = issued_lines(session, location.id, month.previous)
    facts = _organisation_facts(session, location, [document.id for document in documents])
    rows = []
    for document in documents:
        its = facts[document.id]
        previous = before.get(document.id, [])
        rows.append(
            PreviewRow(
                document.id,
                document.code,
                its.name,
                its.currency,
                document,
                sum(line.net for line in previous),
                _causes(previous, document, terms, month) if before else {},
                _warnings(document, previous, location, its),
                len(terms.organisations[document.id].licenses),
                terms.organisations[document.id].corrected_counts,
            )
        )
    rows.sort(key=lambda row: row.code)
    return rows


def _causes(previous: list[IssuedLine], document: OrganisationPreview, terms: LocationTerms, month: Month) -> dict[Cause, int]:
    stayed = {("license", each.id) for each in terms.organisations[document.id].licenses if each.starts_on < month.first}
    return differences(previous, document.lines, stayed)


def _warnings(document: OrganisationPreview, previous: list[IssuedLine], location: Location, its: _Facts) -> list[Flag]:
    found: list[Flag] = []
    total = document.totals.total
    if its.currency != location.currency:
        found.append({"kind": "currency"})
    deposits = sum_of_deposits(document.lines)
    if deposits and location.xero_connection_id is not None and not location.xero_deposit_account_code:
        found.append({"kind": "deposit_account"})
    if is_too_long(len(document.lines)):
        found.append({"kind": "too_many_lines"})
    if not its.has_mail:
        found.append({"kind": "no_email"})
    if not its.has_contact:
        found.append({"kind": "no_xero_contact"})
    if total > 0 and its.lacks_card:
        found.append({"kind": "no_card"})
    if location.vat_registered and not its.has_vat_number and shows_buyer_vat(location.country, total):
        found.append({"kind": "buyer_vat"})
    last = sum(line.net for line in previous) - sum_of_deposits(previous) if previous else None
    found += [{"kind": kind} for kind in amount_warnings(document.totals.net, last, deposits)]
    found += [{"kind": each.kind, "license": each.code} for each in document.warnings]
    return found


class _Facts(NamedTuple):
    """What warnings ask of an organisation. `lacks_card`: it pays by card by itself, and has none that can be charged."""

    name: str
    currency: str
    has_mail: bool
    has_contact: bool
    has_vat_number: bool
    lacks_card: bool


def _organisation_facts(session: Session, location: Location, ids: list[int]) -> dict[int, _Facts]:
    has_card = exists().where(PaymentMethod.organisation_id == Organisation.id, PaymentMethod.is_default)
    o = Organisation
    query = select(o.id, o.name, o.currency, o.invoice_email, o.accounting_email, o.vat_number, asks_card() & ~has_card).where(
        among(o.id, ids)
    )
    contacts: set[int] | None = None
    if location.xero_connection_id is not None:
        contacts = set(
            session.scalars(
                select(XeroContact.organisation_id).where(
                    among(XeroContact.organisation_id, ids),
                    (XeroContact.xero_connection_id == location.xero_connection_id) | XeroContact.xero_connection_id.is_(None),
                )
            )
        )
    return {
        row_id: _Facts(
            name,
            currency,
            bool(invoice_email.strip() or accounting_email.strip()),
            contacts is None or row_id in contacts,
            bool(vat_number.strip()),
            lacks_card,
        )
        for row_id, name, currency, invoice_email, accounting_email, vat_number, lacks_card in session.execute(query)
    }
