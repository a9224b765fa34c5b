"""Payments into Xero: of invoices, and what goes back out of credit notes and over-payments; each once, whatever the outcome of a call was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from app.access.actor import SYSTEM
from app.actions.steps.batch import Batch, fail
from app.actions.xero.tell_entries import record_entries
from app.core import clock
from app.integrations.xero import PaymentForXero, Refusal, Xero, XeroOverpayment, XeroPayment, XeroSpending
from app.models import XeroEntry
from app.models.xero_entry import EntryKind
from app.queries.xero_entries import Telling
from app.rules.reconcile import FactKind
from jobs.xero_keys import key_of

MARGIN = dt.timedelta(minutes=10)
Answers = Sequence[XeroPayment | XeroOverpayment | XeroSpending | Refusal]
Send = Callable[[list[Telling], str], Answers]


def pay(xero: Xero, _connection_id: int, batch: Batch, told: list[Telling]) -> None:
    """Payments, or refunds: those that Xero has after an unknown outcome are found by their reference."""

    def send(some: list[Telling], key: str) -> Answers:
        return xero.record_payments([for_xero(one) for one in some], key=key)

    found = {}
    if batch.uncertain:
        found = {name: one.xero_id for name, one in xero.find_payments([one.reference for one in told], since=begun(told)).items()}
    told_once(batch, told, found, send)


def told_once(batch: Batch, told: list[Telling], found: dict[str, str], send: Send) -> None:
    """`found` are those that are there already, ids by reference; the others are sent."""
    if found:
        record_entries({one.id: found[one.reference] for one in told if one.reference in found}, by=SYSTEM)
        told = [one for one in told if one.reference not in found]
    if not told:
        return
    answers = send(told, key_of(batch.call_key, told))
    record_entries(
        {one.id: answer.xero_id for one, answer in zip(told, answers, strict=True) if not isinstance(answer, Refusal)}, by=SYSTEM
    )
    for one, answer in zip(told, answers, strict=True):
        if isinstance(answer, Refusal):
            fail([one.id], answer.reason, of=XeroEntry, by=SYSTEM)


def begun(told: Sequence[Telling]) -> dt.datetime:
    """From when on Xero may have them: their clock and ours are not one."""
    return min(one.started_at or clock.now() for one in told) - MARGIN


def for_xero(one: Telling) -> PaymentForXero:
    if one.kind is EntryKind.REFUND:
        of = FactKind.CREDIT_NOTE if one.of_note else FactKind.OVERPAYMENT
        return PaymentForXero(one.credit_id or "", one.cents, one.dated, one.account_code, one.reference, of)
    return PaymentForXero(one.invoice_id or "", one.cents, one.dated, one.account_code, one.reference)
