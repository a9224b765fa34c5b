"""What belongs to the story of which record: conditions on mails, money, documents and visits, by the noun of the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, or_, select, union_all
from sqlalchemy.orm import aliased

from app.models import (
    AccountLetter,
    CheckIn,
    CreditNote,
    Delivery,
    Invoice,
    Paper,
    Payment,
    PaymentAttempt,
    PaymentPart,
    PlaceOffer,
    Refund,
    TicketEntry,
)

Of = Callable[[Any], ColumnElement[bool]]
D = Delivery
ONE = aliased(Delivery)


def _through(*ways: tuple[Any, Any, ColumnElement[bool]]) -> ColumnElement[bool]:
    """By any of these: a table that the mail names by that column, and what is asked of its row. Found one by one, each by an index; an OR of them would be looked for in all mails."""
    return D.id.in_(union_all(*(select(ONE.id).join(model, model.id == column).where(condition) for model, column, condition in ways)))


def _letters(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return D.letter_id.in_(select(AccountLetter.id).where(*conditions))


def _attempts(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return D.attempt_id.in_(select(PaymentAttempt.id).where(*conditions))


def _payload(noun: str) -> Callable[[int], list[dict[str, Any]]]:
    name = OTHER_NAMES.get(noun, f"{noun}_id")
    return lambda row_id: [{name: row_id}, *([{"kind": noun, "document_id": row_id}] if noun in ("invoice", "credit_note") else [])]


DELIVERIES: dict[str, Of] = {
    "organisation": lambda row: _through(
        (Invoice, ONE.invoice_id, Invoice.organisation_id == row.id),
        (CreditNote, ONE.credit_note_id, CreditNote.organisation_id == row.id),
        (AccountLetter, ONE.letter_id, AccountLetter.organisation_id == row.id),
        (PaymentAttempt, ONE.attempt_id, PaymentAttempt.organisation_id == row.id),
    ),
    "ab_user": lambda row: D.user_id == row.id,
    "invoice": lambda row: or_(
        D.invoice_id == row.id, _letters(AccountLetter.invoice_id == row.id), _attempts(PaymentAttempt.invoice_id == row.id)
    ),
    "credit_note": lambda row: D.credit_note_id == row.id,
    "invoice_run": lambda row: D.run_id == row.id,
    "payment_attempt": lambda row: D.attempt_id == row.id,
    "refund": lambda row: D.refund_id == row.id,
    "payment": lambda row: or_(
        D.refund_id.in_(select(Refund.id).where(Refund.payment_id == row.id)), _letters(AccountLetter.payment_id == row.id)
    ),
    "booking": lambda row: D.booking_id == row.id,
    "proposal": lambda row: D.paper_id == row.id,
    "contract": lambda row: D.paper_id == row.id,
    "ticket": lambda row: D.ticket_entry_id.in_(select(TicketEntry.id).where(TicketEntry.ticket_id == row.id)),
    "guest": lambda row: D.check_in_id.in_(select(CheckIn.id).where(CheckIn.guest_id == row.id)),
    "waiting_entry": lambda row: D.offer_id.in_(select(PlaceOffer.id).where(PlaceOffer.entry_id == row.id)),
    "visit": lambda row: D.visit_id == row.id,
    "check_in": lambda row: D.check_in_id == row.id,
}
PAYMENTS: dict[str, Of] = {
    "organisation": lambda row: Payment.organisation_id == row.id,
    "invoice": lambda row: Payment.id.in_(select(PaymentPart.payment_id).where(PaymentPart.invoice_id == row.id)),
}
REFUNDS: dict[str, Of] = {
    "organisation": lambda row: Refund.organisation_id == row.id,
    "payment": lambda row: Refund.payment_id == row.id,
    "credit_note": lambda row: Refund.credit_note_id == row.id,
}
INVOICES: dict[str, Of] = {
    "organisation": lambda row: Invoice.organisation_id == row.id,
    "invoice_run": lambda row: Invoice.run_id == row.id,
}
CREDIT_NOTES: dict[str, Of] = {
    "organisation": lambda row: CreditNote.organisation_id == row.id,
    "invoice": lambda row: CreditNote.invoice_id == row.id,
}
PAPERS: dict[str, Of] = {"opportunity": lambda row: Paper.opportunity_id == row.id}
VISITS: dict[str, Of] = {
    "ab_user": lambda row: or_(CheckIn.user_id == row.id, CheckIn.host_id == row.id),
    "guest": lambda row: CheckIn.guest_id == row.id,
    "visit": lambda row: CheckIn.visit_id == row.id,
}
# How the payload of a job calls such a record: its own name, or another.
OTHER_NAMES = {
    "ab_user": "user_id",
    "invoice_run": "run_id",
    "payment_attempt": "attempt_id",
    "proposal": "paper_id",
    "contract": "paper_id",
}
WITH_JOBS = (
    "organisation", "license", "invoice", "credit_note", "payment", "refund", "booking", "lead", "opportunity", "purchase", "fulfilment", "visit", "check_in", "sign_up", *OTHER_NAMES,
)  # fmt: skip
PAYLOADS: dict[str, Callable[[int], list[dict[str, Any]]]] = {noun: _payload(noun) for noun in WITH_JOBS}
