"""What an organisation has of credit: paid too much, credited after it was paid, and months below zero (P1, P12)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.models import CreditNote, Invoice, Payment
from app.queries.settings import setting

SETTING = "payment.use_credit"
WHEN_SENT, BY_HAND = "when sent", "by hand"


def credit_of(session: Session, organisation_id: int, *, currency: str, location_id: int | None = None) -> int:
    """Cents, at one location or everywhere. What a credit note gives back of a paid invoice counts as its own until it is used."""
    return credits_of(session, [organisation_id], currency=currency, location_id=location_id).get(organisation_id, 0)


def credits_of(session: Session, organisation_ids: Sequence[int], *, currency: str, location_id: int | None = None) -> dict[int, int]:
    """The same of many, by organisation; who has none may be missing."""
    paid = select(Payment.organisation_id, Payment.credit_cents.label("cents")).where(
        Payment.organisation_id.in_(organisation_ids), Payment.currency == currency
    )
    left = CreditNote.total_cents - CreditNote.applied_cents - CreditNote.spent_cents
    noted = select(CreditNote.organisation_id, left.label("cents")).where(
        CreditNote.organisation_id.in_(organisation_ids), CreditNote.currency == currency
    )
    if location_id is not None:
        paid, noted = paid.where(Payment.location_id == location_id), noted.where(CreditNote.location_id == location_id)
    both = union_all(paid, noted).subquery()
    found = session.execute(select(both.c.organisation_id, func.sum(both.c.cents)).group_by(both.c.organisation_id))
    return {organisation_id: int(cents) for organisation_id, cents in found}


def used_when_sent(session: Session) -> bool:
    """Whether the house lets credit pay an invoice by itself as it leaves, before any card is asked."""
    return bool(setting(session, SETTING, WHEN_SENT) == WHEN_SENT)


def credit_here(session: Session, invoice: Invoice) -> int:
    """What could pay an invoice: credit of its organisation at its location."""
    return credit_of(session, invoice.organisation_id, currency=invoice.currency, location_id=invoice.location_id)
