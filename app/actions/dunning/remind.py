"""Write the reminder of an invoice, once for each of the policy's days (I9)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.to_account import want_account_letter
from app.actions.invoices.locked import hold_organisation
from app.core.events import Event
from app.models import AccountLetter, Invoice, Organisation
from app.models.account_letter import LetterKind
from app.queries.debtors.chasing import chased, due_reminders
from app.queries.debtors.policy import dunning_policy
from app.work import transaction


@dataclass(frozen=True)
class DebtorReminded(Event):
    letter_id: int


def remind(invoice_id: int, days: int, *, by: Actor) -> AccountLetter | None:
    """None when it went already, or by now another one would or none: paid, credited, void, promised, or a card is being charged.

    Decided while the organisation is held, whom who pays, charges or promises holds as well.
    """
    with transaction(by=by) as work:
        seen = work.get(Invoice, invoice_id)
        require(by, Permission.DEBTOR_WRITE, seen)
        hold_organisation(work, seen.organisation_id)
        invoice = work.lock(Invoice, invoice_id)
        told = select(AccountLetter.days).where(AccountLetter.invoice_id == invoice.id, AccountLetter.kind == LetterKind.REMINDER)
        sent = [each for each in work.session.scalars(told) if each is not None]
        policy = dunning_policy(work.session)
        found = chased(work.session, policy, organisation_ids=[invoice.organisation_id]).get(invoice.organisation_id)
        now_due = (
            {each.invoice_id: (each.day, of) for each, of in due_reminders(policy, found, {invoice.id: sent})} if found is not None else {}
        )
        day, of = now_due.get(invoice.id, (None, None))
        if day is None or of != days:
            return None
        letter = work.add(
            AccountLetter(
                organisation_id=invoice.organisation_id,
                location_id=invoice.location_id,
                kind=LetterKind.REMINDER,
                written_on=day,
                invoice_id=invoice.id,
                days=days,
                due_cents=invoice.due_cents,
            )
        )
        want_account_letter(work, letter, work.get(Organisation, invoice.organisation_id))
        work.emit(DebtorReminded(letter.id))
    return letter
