"""Is a letter about a debt still true? What was paid, credited, voided or promised while it waited is not asked for."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.invoices.locked import hold_organisation
from app.models import AccountLetter, Delivery, Invoice, PaymentAttempt
from app.models.delivery import DeliveryKind
from app.queries.debtors.promises import rests_of
from app.work import Work


def hold_debt(work: Work, delivery_id: int) -> None:
    """Before its delivery is held: nobody pays, credits or voids the invoice that it asks to be paid, or promises to, meanwhile."""
    invoice_id = _invoice_id(work.session, work.get(Delivery, delivery_id))
    if invoice_id is not None:
        hold_organisation(work, work.get(Invoice, invoice_id).organisation_id)
        work.lock(Invoice, invoice_id)


def why_no_debt(session: Session, row: Delivery) -> str:
    """In words; empty when it may go. Asked when it is written, and once more while the debt is held."""
    invoice_id = _invoice_id(session, row)
    if invoice_id is None:
        return ""
    if session.get_one(Invoice, invoice_id).due_cents <= 0:
        return _("The invoice was settled before the mail went.")
    if row.kind is not DeliveryKind.REMINDER:
        return ""
    letter = session.get_one(AccountLetter, row.letter_id)
    rest = rests_of(session, {letter.organisation_id: letter.written_on}).get(letter.organisation_id)
    return _("They promised to pay before the mail went.") if rest is not None and rest.dunning_until is not None else ""


def _invoice_id(session: Session, row: Delivery) -> int | None:
    """Of a reminder, and of a card that was declined; none of any other mail."""
    if row.kind is DeliveryKind.REMINDER:
        return session.scalar(select(AccountLetter.invoice_id).where(AccountLetter.id == row.letter_id))
    if row.kind is DeliveryKind.CARD_DECLINED:
        return session.scalar(select(PaymentAttempt.invoice_id).where(PaymentAttempt.id == row.attempt_id))
    return None
