"""Remind of one invoice, once for each of the policy's days (I9)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.to_account import want_account_letter
from app.actions.invoices.paid import OPEN
from app.core.clock import today
from app.core.events import Event
from app.models import AccountLetter, Invoice, Location, Organisation
from app.models.account_letter import LetterKind
from app.work import transaction


@dataclass(frozen=True)
class DebtorReminded(Event):
    letter_id: int


def remind(invoice_id: int, days: int, *, by: Actor) -> AccountLetter | None:
    """None when it went already, or a later one did, or nothing is owed any more: decided under the invoice's lock."""
    with transaction(by=by) as work:
        invoice = work.lock(Invoice, invoice_id)
        require(by, Permission.DEBTOR_WRITE, invoice)
        gone = select(AccountLetter.id).where(AccountLetter.invoice_id == invoice.id, AccountLetter.days >= days)
        if invoice.status not in OPEN or invoice.due_cents <= 0 or work.session.scalar(gone.limit(1)) is not None:
            return None
        letter = work.add(
            AccountLetter(
                organisation_id=invoice.organisation_id,
                location_id=invoice.location_id,
                kind=LetterKind.REMINDER,
                written_on=today(work.get(Location, invoice.location_id).zone),
                invoice_id=invoice.id,
                days=days,
                due_cents=invoice.due_cents,
            )
        )
        want_account_letter(work, letter, work.get(Organisation, invoice.organisation_id))
        work.emit(DebtorReminded(letter.id))
    return letter
