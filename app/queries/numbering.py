"""How the next documents of a location are numbered, and whether that may still be said otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import CreditNote, Invoice, Location, NumberSeries
from app.models.number_series import DocumentType


@dataclass(frozen=True, slots=True)
class Numbering:
    """`is_used`: a document of this prefix has its number, and from then on both counters stay; `shared_with` names the other locations that use it."""

    prefix: str
    next_invoice: int
    next_credit_note: int
    is_used: bool
    shared_with: tuple[str, ...]


def numbering(session: Session, location: Location) -> Numbering:
    rows = {row.document_type: row for row in session.scalars(select(NumberSeries).where(NumberSeries.prefix == location.invoice_prefix))}
    others = (
        select(Location.name).where(Location.invoice_prefix == location.invoice_prefix, Location.id != location.id).order_by(Location.name)
    )
    invoice, credit_note = (rows[each].last_number + 1 if each in rows else 1 for each in (DocumentType.INVOICE, DocumentType.CREDIT_NOTE))
    return Numbering(
        location.invoice_prefix,
        invoice,
        credit_note,
        is_used=any(is_begun(row) for row in rows.values()),
        shared_with=tuple(session.scalars(others)),
    )


def is_begun(series: NumberSeries) -> bool:
    """A document has a number of it."""
    return series.last_number >= series.first_number


def has_numbered(session: Session, location_id: int) -> bool:
    """An invoice or a credit note of the location has its number."""
    papers = ((Invoice.location_id, Invoice.number), (CreditNote.location_id, CreditNote.number))
    return any(session.scalar(select(exists().where(place == location_id, number.is_not(None)))) for place, number in papers)
