"""Invoices and credit notes as plain values on their way to Xero; no session stays open while the vendor is asked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Location, Organisation, XeroConnection, XeroContact
from app.models.document_line import LineKind


class PaperKind(StrEnum):
    """Which of the two documents; Xero keeps them apart as we do."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """Cents of the document's currency, VAT by itself; a deposit belongs to the account of deposits."""

    description: str
    net: int
    vat: int
    tax_type: str
    item_code: str
    is_deposit: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One document; `contact_id` is None until Xero's contact is known."""

    id: int
    kind: PaperKind
    number: str
    organisation_id: int
    contact_id: str | None
    issued_on: dt.date
    due_on: dt.date | None
    currency: str
    reference: str
    net: int
    vat: int
    total: int
    xero_id: str | None
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class Books:
    """Where a location's documents go: the tenant, and what every line of the location carries."""

    connection_id: int
    tenant_id: str
    account_code: str
    tracking: tuple[str, str] | None
    deposit_account_code: str


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A customer as Xero's contact."""

    organisation_id: int
    code: str
    name: str
    email: str
    vat_number: str

    def told(self) -> str:
        """A fingerprint, kept beside the contact that was told it."""
        return hashlib.sha256(repr((self.code, self.name, self.email, self.vat_number)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact in one company's books, and what these were last told of it; None when it was found there."""

    connection_id: int
    tenant_id: str
    contact_id: str
    told: str | None


def books_of(session: Session, location_id: int) -> Books | None:
    """None for a location that is not connected to Xero."""
    row = session.execute(
        select(Location.xero_account_code, Location.xero_tracking, Location.xero_deposit_account_code, XeroConnection)
        .join(XeroConnection, XeroConnection.id == Location.xero_connection_id)
        .where(Location.id == location_id)
    ).one_or_none()
    if row is None:
        return None
    account, option, of_deposits, connection = row
    return Books(connection.id, connection.tenant_id, account, (connection.tracking_category, option) if option else None, of_deposits)


def papers(session: Session, kind: PaperKind, ids: Sequence[int], connection_id: int) -> list[Paper]:
    """The documents in the order of their ids, with all that Xero is told."""
    model: Any = Invoice if kind is PaperKind.INVOICE else CreditNote
    line_model: Any = InvoiceLine if kind is PaperKind.INVOICE else CreditNoteLine
    owner = line_model.invoice_id if kind is PaperKind.INVOICE else line_model.credit_note_id
    lines: dict[int, list[PaperLine]] = defaultdict(list)
    text, net, vat, tax_type, item_code = (
        getattr(line_model, name) for name in ("description", "net_cents", "vat_cents", "tax_type", "item_code")
    )
    columns = (owner, text, net, vat, tax_type, item_code, line_model.kind == LineKind.DEPOSIT)
    for document_id, *rest in session.execute(select(*columns).where(owner.in_(ids)).order_by(owner, line_model.position)):
        lines[document_id].append(PaperLine(*rest))
    contacts = dict(
        session.execute(
            select(XeroContact.organisation_id, XeroContact.contact_id).where(XeroContact.xero_connection_id == connection_id)
        ).all()
    )
    return [
        Paper(
            row.id,
            kind,
            row.number,
            row.organisation_id,
            contacts.get(row.organisation_id),
            row.issued_on,
            getattr(row, "due_on", None),
            row.currency,
            getattr(row, "reference", None) or row.number,
            row.net_cents,
            row.vat_cents,
            row.total_cents,
            row.xero_id,
            tuple(lines[row.id]),
        )
        for row in session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id))
    ]


def contact_facts(session: Session, organisation_ids: Sequence[int]) -> dict[int, ContactFacts]:
    """What Xero is told about customers that it does not know."""
    query = select(Organisation).where(Organisation.id.in_(organisation_ids))
    return {
        row.id: ContactFacts(row.id, row.code, row.name, row.invoice_email.split(";")[0].strip(), row.vat_number)
        for row in session.scalars(query)
    }


def adopted_contacts(session: Session, organisation_ids: Sequence[int]) -> dict[int, str]:
    """Contact ids that came with an import, before it was known which tenant they belong to."""
    query = select(XeroContact.organisation_id, XeroContact.contact_id).where(
        XeroContact.organisation_id.in_(organisation_ids), XeroContact.xero_connection_id.is_(None)
    )
    return dict(session.execute(query).all())


def contact_known(session: Session, organisation_id: int, connection_id: int) -> bool:
    """Whether these books have the organisation already."""
    query = select(XeroContact.id).where(XeroContact.organisation_id == organisation_id, XeroContact.xero_connection_id == connection_id)
    return session.scalar(query) is not None


def known_contacts(session: Session, organisation_id: int) -> list[KnownContact]:
    """The contacts of an organisation, one for each company whose books have it."""
    query = (
        select(XeroConnection.id, XeroConnection.tenant_id, XeroContact.contact_id, XeroContact.told)
        .join(XeroConnection, XeroConnection.id == XeroContact.xero_connection_id)
        .where(XeroContact.organisation_id == organisation_id)
        .order_by(XeroContact.id)
    )
    return [KnownContact(*row) for row in session.execute(query)]


def changed_customers(session: Session) -> list[int]:
    """Organisations of which some books were told otherwise than they are now."""
    query = select(XeroContact.organisation_id, XeroContact.told).where(
        XeroContact.told.is_not(None), XeroContact.xero_connection_id.is_not(None)
    )
    told = session.execute(query).all()
    facts = contact_facts(session, [organisation_id for organisation_id, _told in told])
    return sorted({organisation_id for organisation_id, known in told if facts[organisation_id].told() != known})
