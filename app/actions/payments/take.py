"""Money is taken once and pays invoices. Shared by everything that brings it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.actions.deposits.credited import hold_deposits
from app.actions.deposits.receive import receive_deposit
from app.actions.invoices.paid import OPEN, pay
from app.actions.payments.events import PaymentTaken
from app.models import Deposit, Invoice, Organisation, Payment, PaymentPart
from app.models.deposit import PAID_WITH
from app.models.payment import PaymentMethodKind
from app.queries.deposits import payable
from app.rules.allocation import Allocation, Owed, allocated, chosen
from app.work import Work


def locked(work: Work, invoice_ids: Sequence[int]) -> list[Invoice]:
    """The invoices and the deposits that they ask for, in the house's order of locks; their organisation is held already."""
    for invoice_id in sorted(invoice_ids):
        hold_deposits(work, invoice_id)
    return [work.lock(Invoice, invoice_id) for invoice_id in sorted(invoice_ids)]


def divided(invoices: Sequence[Invoice], currency: str, cents: int, parts: Mapping[int, int] | None) -> Allocation:
    """What money pays of which of these invoices: see `take`."""
    if parts is not None:
        return chosen(cents, parts)
    return allocated(
        cents, (Owed(each.id, each.due_on, each.due_cents) for each in invoices if each.status in OPEN and each.currency == currency)
    )


def place_of(invoices: Sequence[Invoice], found: Allocation, organisation: Organisation) -> int:
    """Where a payment lies: with the invoice due longest of those that it pays; of pure credit with the first that it might have paid, else at home."""
    pays = {invoice_id for invoice_id, _cents in found.parts}
    paid = sorted((each for each in invoices if each.id in pays), key=lambda each: (each.due_on, each.id))
    return next((each.location_id for each in (*paid, *invoices)), organisation.location_id)


def take(
    work: Work,
    organisation: Organisation,
    invoices: Sequence[Invoice],
    *,
    kind: PaymentMethodKind,
    currency: str,
    cents: int,
    on: dt.date,
    reference: str,
    key: str,
    receipt_id: int | None = None,
    parts: Mapping[int, int] | None = None,
) -> Payment:
    """A payment, applied to those of the locked `invoices` that are open, the longest due first, or as `parts` says: cents by invoice.

    What is over is its credit (P1).
    """
    found = divided(invoices, currency, cents, parts)
    by_id = {each.id: each for each in invoices}
    payment = work.add(
        Payment(
            organisation_id=organisation.id,
            location_id=place_of(invoices, found, organisation),
            kind=kind,
            currency=currency,
            amount_cents=cents,
            credit_cents=found.credit_cents,
            received_on=on,
            reference=" ".join(reference.split())[:200],
            recorded_by=work.by.name,
            key=key,
            receipt_id=receipt_id,
        )
    )
    for invoice_id, part in found.parts:
        apply_part(work, payment, by_id[invoice_id], part, on=on)
    work.emit(PaymentTaken(payment.id))
    return payment


def apply_part(work: Work, payment: Payment, invoice: Invoice, cents: int, *, on: dt.date, key: str | None = None) -> None:
    """So much of the payment pays the locked invoice: what was used first, then the deposits that it asks for are held."""
    part_id = work.add(PaymentPart(payment_id=payment.id, invoice_id=invoice.id, cents=cents, applied_on=on, key=key)).id
    plain = min(cents, payable(work.session, invoice))
    if plain > 0:
        pay(work, invoice, plain)
        cents -= plain
    for deposit in work.session.scalars(select(Deposit).where(Deposit.invoice_id == invoice.id).order_by(Deposit.id)).all():
        part = min(cents, deposit.outstanding_cents)
        if part > 0:
            key = f"{PAID_WITH}{payment.id}-{part_id}-{deposit.id}"
            receive_deposit(deposit.id, key=key, amount_cents=part, on=on, reference=payment.reference, by=work.by)
            cents -= part
