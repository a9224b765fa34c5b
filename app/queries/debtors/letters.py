"""What a reminder tells, as it is at the moment in which it is written out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.month import Month
from app.models import AccountLetter
from app.queries.debtors.chasing import chased
from app.queries.debtors.policy import dunning_policy


@dataclass(frozen=True, slots=True)
class ReminderTold:
    """`cents` of `currency` are left of the invoice, `late_cents` of all invoices whose day is over. `block_on` is empty where nobody is blocked, or it is done already."""

    invoice_id: int
    number: str
    buyer: str
    month: Month
    days: int
    due_on: dt.date
    cents: int
    late_cents: int
    currency: str
    bank_details: str
    reference: str
    block_on: dt.date | None
    is_blocked: bool

    @property
    def path(self) -> str:
        """Where somebody does something about it."""
        return f"/my/invoices/{self.invoice_id}/pay"


def reminder_told(session: Session, letter: AccountLetter) -> ReminderTold:
    invoice = letter.invoice
    assert invoice is not None and letter.days is not None, "a reminder is of an invoice"
    policy = dunning_policy(session)
    standing = chased(session, policy, organisation_ids=[letter.organisation_id]).get(letter.organisation_id)
    late = [each for each in standing.late if each.currency == invoice.currency] if standing is not None else []
    day = today(invoice.location.zone)
    return ReminderTold(
        invoice_id=invoice.id,
        number=invoice.number or "",
        buyer=invoice.buyer.get("name") or str(letter.organisation),
        month=invoice.month,
        days=letter.days,
        due_on=invoice.due_on,
        cents=invoice.due_cents,
        late_cents=sum(each.bill.cents for each in late),
        currency=invoice.currency,
        bank_details=invoice.seller.get("bank_details") or invoice.location.bank_details,
        reference=invoice.reference or invoice.number or "",
        block_on=standing.block_on
        if standing is not None and standing.block_on is not None and standing.block_on > day and letter.days > 0
        else None,
        is_blocked=standing is not None and standing.is_blocked,
    )
