"""The dunning policy on the bills of the last months: who would have got which mails, and whose bookings would have rested. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.month import Month
from app.models import CreditNote, CreditNotePart, DepositMovement, Invoice, Organisation, Payment, PaymentPart
from app.queries.cards import asks_card
from app.queries.debtors.open_items import moved_by_deposits, on_account, paid_by_deposit
from app.rules.dunning import Bill, DunningPolicy
from app.rules.dunning_simulation import Effect, PastBill, simulated

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Touched:
    """One organisation that the policy would have touched."""

    organisation_id: int
    name: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Simulation:
    """`reminders` by their days; `bills` were due from `first` to `last`, or are soon."""

    first: dt.date
    last: dt.date
    bills: int
    organisations: int
    reminders: dict[int, int]
    touched: list[Touched]

    @property
    def letters(self) -> int:
        return sum(self.reminders.values())

    @property
    def blocked(self) -> list[Touched]:
        return [each for each in self.touched if each.effect.blocked]

    @property
    def blocked_now(self) -> list[Touched]:
        return [each for each in self.touched if each.effect.still_blocked]

    @property
    def to_review(self) -> list[Touched]:
        return [each for each in self.touched if each.effect.review_on is not None]


def simulate(session: Session, policy: DunningPolicy, today: dt.date, *, by: Actor, months: int = MONTHS) -> Simulation:
    """On the bills that were due in the last months, as they were paid in truth."""
    first = Month.of(today).plus(-months).first
    settled = _settlements(session, today)
    query = select(
        Invoice.id,
        Invoice.organisation_id,
        Invoice.issued_on,
        Invoice.due_on,
        Invoice.total_cents,
        Invoice.credited_cents + Invoice.paid_cents,
        asks_card(),
    )
    query = query.join(Organisation, Organisation.id == Invoice.organisation_id).where(*on_account(today), Invoice.due_on >= first)
    bills = []
    for invoice_id, own, issued_on, due_on, cents, gone, pays_itself in session.execute(narrowed(query, by, Invoice)):
        known = settled.get(invoice_id, [])
        rest = gone - sum(each for _on, each in known)
        told = [(issued_on, rest)] if rest else []  # of which nobody wrote down a day: it counts as paid at once
        bills.append(PastBill(own, Bill(issued_on, due_on, cents, pays_itself), sorted([*told, *known])))
    effects = simulated(policy, bills, first, today)
    names: dict[int, str] = dict(session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(effects))).all())
    reminders = Counter(dict.fromkeys(policy.reminders, 0))
    for effect in effects.values():
        reminders.update(effect.reminders)
    touched = [Touched(own, names[own], effect) for own, effect in effects.items()]
    touched.sort(key=lambda each: (-len(each.effect.blocked), -each.effect.letters, each.name))
    return Simulation(first, today, len(bills), len({each.owner for each in bills}), dict(sorted(reminders.items())), touched)


def _settlements(session: Session, today: dt.date) -> dict[int, list[tuple[dt.date, int]]]:
    """What settled each invoice, by day: a payment counts on the day on which it came, what is less than zero was taken back."""
    parts = select(PaymentPart.invoice_id, func.greatest(Payment.received_on, PaymentPart.applied_on), PaymentPart.cents).join(
        Payment, Payment.id == PaymentPart.payment_id
    )
    credits = select(CreditNotePart.invoice_id, CreditNotePart.applied_on, CreditNotePart.cents)
    notes = select(CreditNote.invoice_id, CreditNote.issued_on, CreditNote.applied_cents).where(
        CreditNote.invoice_id.is_not(None), CreditNote.applied_cents > 0
    )
    deposits = select(DepositMovement.invoice_id, DepositMovement.date, paid_by_deposit()).where(*moved_by_deposits())
    found: dict[int, list[tuple[dt.date, int]]] = {}
    for invoice_id, on, cents in session.execute(union_all(parts, credits, notes, deposits)):
        if on <= today:
            found.setdefault(invoice_id, []).append((on, cents))
    return found
