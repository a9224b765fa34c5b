"""An issued invoice or credit note read into a DocumentView."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from app.access.actor import Actor
from app.access.scope import visible
from app.core.entity import db
from app.core.errors import Missing
from app.models import CreditNote, Invoice, Location
from app.models.document_line import DocumentLine, LineKind
from app.queries.cards import cards_shut
from app.queries.document_view import Discount, DocumentKind, DocumentView, Line, Party


def invoice_view(invoice_id: int, *, by: Actor) -> DocumentView:
    """One invoice. Raises Missing when it is not there or the actor may not know that it is."""
    invoice = _one(Invoice, invoice_id, by)
    return DocumentView(
        kind=DocumentKind.INVOICE,
        due_on=invoice.due_on,
        credited_cents=invoice.credited_cents,
        paid_cents=invoice.paid_cents,
        reference=invoice.reference or invoice.number or "",
        pay_link=_pay_link(invoice),
        **_shared(invoice),
    )


def credit_note_view(credit_note_id: int, *, by: Actor) -> DocumentView:
    """One credit note, naming the invoice, or the month below zero, that it gives back. Raises Missing as above."""
    note = _one(CreditNote, credit_note_id, by)
    corrected = note.invoice or note.corrects
    return DocumentView(
        kind=DocumentKind.CREDIT_NOTE,
        due_on=None,
        applied_cents=note.applied_cents,
        corrected_number=(note.invoice.number or "") if note.invoice else "",
        corrects_note=note.corrects.number if note.corrects else "",
        corrected_on=corrected.issued_on if corrected else None,
        reason=note.reason,
        **_shared(note),
    )


def line_view(line: DocumentLine) -> Line:
    """A stored line as plain values. Priced lines say their dates and days in the description (P8), lines made by hand do not."""
    by_hand = line.kind is LineKind.MANUAL
    return Line(
        kind=line.kind,
        description=line.description,
        net_cents=line.net_cents,
        vat_cents=line.vat_cents,
        vat_percent=line.vat_percent,
        quantity=Decimal(1) if line.quantity is None else line.quantity,
        price_cents=line.price_cents,
        starts_on=line.starts_on if by_hand else None,
        ends_on=line.ends_on if by_hand else None,
        days=line.days if by_hand else None,
        of_days=line.of_days if by_hand else None,
        discounts=discounts_of(line.factors),
    )


def discounts_of(factors: Iterable[Mapping[str, Any]]) -> tuple[Discount, ...]:
    """The stored factors of a line."""
    return tuple(Discount(str(factor["rule"]), Decimal(str(factor["percent"])), str(factor.get("reason") or "")) for factor in factors)


def _pay_link(invoice: Invoice) -> str:
    """The member's page to pay it on, which asks for their sign-in; empty where no card could pay it."""
    house = current_app.extensions["settings"].public_url.rstrip("/")
    return "" if cards_shut(invoice.organisation, invoice.currency, invoice.due_cents) else f"{house}/my/invoices/{invoice.id}/pay"


def _one(model: Any, row_id: int, by: Actor) -> Any:
    query = select(model).where(model.id == row_id)
    criterion = visible(by, model)
    if criterion is not None:
        query = query.where(criterion)
    query = query.options(
        joinedload(model.location).options(undefer(Location.logo)), joinedload(model.organisation), selectinload(model.lines)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing(_("There is no such document."))
    return found


def _shared(row: Any) -> dict[str, Any]:
    """What invoices and credit notes have in common; the parties as frozen on approval, never as they are today."""
    seller = row.seller
    return {
        "number": row.number,
        "seller": party(seller),
        "buyer": party(row.buyer),
        "country": seller.get("country") or row.location.country,
        "currency": row.currency,
        "vat_registered": seller.get("vat_registered", row.location.vat_registered),
        "bank_details": seller.get("bank_details") or row.location.bank_details,
        "issued_on": row.issued_on,
        "month": row.month,
        "lines": tuple(line_view(line) for line in row.lines),
        "net_cents": row.net_cents,
        "vat_cents": row.vat_cents,
        "total_cents": row.total_cents,
        **house(row.location),
    }


def party(frozen: Mapping[str, Any]) -> Party:
    """What app.queries.parties wrote."""
    return Party(
        name=frozen.get("name") or "",
        address=frozen.get("address") or "",
        vat_number=frozen.get("vat_number") or "",
        registration_number=frozen.get("registration_number") or "",
    )


def house(location: Location) -> dict[str, Any]:
    """How the location signs."""
    return {"location_name": location.name, "sender_email": location.sender_email, "logo": location.logo}
