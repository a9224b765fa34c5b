"""What an organisation has of credit: paid too much, credited after it was paid, and months below zero (P1, P12)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import CreditNote, Invoice, Payment


def credit_of(session: Session, organisation_id: int, *, currency: str, location_id: int | None = None) -> int:
    """Cents, at one location or everywhere. What a credit note gives back of a paid invoice counts as its own until it is used."""
    paid = select(func.sum(Payment.credit_cents)).where(Payment.organisation_id == organisation_id, Payment.currency == currency)
    noted = select(func.sum(CreditNote.total_cents - CreditNote.applied_cents - CreditNote.spent_cents))
    noted = noted.where(CreditNote.organisation_id == organisation_id, CreditNote.currency == currency)
    if location_id is not None:
        paid, noted = paid.where(Payment.location_id == location_id), noted.where(CreditNote.location_id == location_id)
    return int(session.scalar(paid) or 0) + int(session.scalar(noted) or 0)


def credit_here(session: Session, invoice: Invoice) -> int:
    """What could pay an invoice: credit of its organisation at its location."""
    return credit_of(session, invoice.organisation_id, currency=invoice.currency, location_id=invoice.location_id)
