"""The documents of a location's month, as a close chains them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import CreditNote, Invoice


def documents_of(session: Session, location_id: int, month: Month) -> list[tuple[str, str]]:
    """Number and content hash of every document dated in the month."""
    days = (month.first, month.last)
    invoices = select(Invoice.number, Invoice.content_hash).where(
        Invoice.location_id == location_id, Invoice.issued_on.between(*days), Invoice.number.is_not(None)
    )
    notes = select(CreditNote.number, CreditNote.content_hash).where(
        CreditNote.location_id == location_id, CreditNote.issued_on.between(*days)
    )
    return [(number or "", content) for query in (invoices, notes) for number, content in session.execute(query)]
