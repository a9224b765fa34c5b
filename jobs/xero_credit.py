"""Credit in Xero: money that pays nothing yet comes in, credit is set against invoices, deposits go back, and what was taken back here is taken out there."""

from __future__ import annotations

from dataclasses import replace

from app.access.actor import SYSTEM
from app.actions.steps.batch import Batch, fail, give_back
from app.actions.xero.tell_entries import record_entries
from app.core.entity import db
from app.integrations.xero import OverpaymentForXero, SpendingForXero, Xero
from app.models import XeroEntry
from app.models.xero_entry import EntryKind
from app.queries.xero_entries import Telling, known_allocations
from app.rules.reconcile import FactKind
from jobs.xero_contacts import contacts_of
from jobs.xero_payments import Answers, Send, begun, told_once


def receive(xero: Xero, connection_id: int, batch: Batch, told: list[Telling]) -> None:
    """Over-payments of customers whom Xero knows by then; after an unknown outcome they are found among those that are new since."""
    found = {}
    if batch.uncertain:
        found = {name: one.xero_id for name, one in xero.find_overpayments([one.reference for one in told], since=begun(told)).items()}

    def send(some: list[Telling], key: str) -> Answers:
        return xero.record_overpayments(
            [OverpaymentForXero(one.contact_id or "", one.cents, one.dated, one.account_code, one.reference) for one in some], key=key
        )

    _of_customers(xero, connection_id, batch, told, found, send)


def spend(xero: Xero, connection_id: int, batch: Batch, told: list[Telling]) -> None:
    """Deposits that went back, out of the bank against what is held; after an unknown outcome they are found by their reference."""
    found = {}
    if batch.uncertain:
        found = {name: one.xero_id for name, one in xero.find_spending([one.reference for one in told], since=begun(told)).items()}

    def send(some: list[Telling], key: str) -> Answers:
        return xero.record_spending(
            [SpendingForXero(one.contact_id or "", one.cents, one.dated, one.account_code, one.against, one.reference) for one in some],
            key=key,
        )

    _of_customers(xero, connection_id, batch, told, found, send)


def _of_customers(xero: Xero, connection_id: int, batch: Batch, told: list[Telling], found: dict[str, str], send: Send) -> None:
    """Each with the contact of its customer, who is made where Xero does not know them yet."""
    missing = sorted(
        {one.organisation_id for one in told if one.contact_id is None and one.organisation_id is not None and one.reference not in found}
    )
    contacts, refused = contacts_of(xero, connection_id, missing) if missing else ({}, {})
    if refused:  # another body than the key may have been used for: the others go under a new key
        for one in told:
            if one.organisation_id in refused:
                fail([one.id], refused[one.organisation_id], of=XeroEntry, by=SYSTEM)
        record_entries({one.id: found[one.reference] for one in told if one.reference in found}, by=SYSTEM)
        give_back(batch.step_ids, of=XeroEntry, by=SYSTEM)
        return
    told_once(batch, [replace(one, contact_id=one.contact_id or contacts.get(one.organisation_id or 0)) for one in told], found, send)


def allocate(xero: Xero, _connection_id: int, batch: Batch, told: list[Telling]) -> None:
    """A credit note or an over-payment against an invoice. After an unknown outcome it is one of that amount that nobody stands for."""
    (one,) = told
    kind, credit = _kind(one), one.credit_id or ""
    made = _unknown_to_us(xero, kind, credit, one) if batch.uncertain else ""
    if not made:
        made = xero.allocate_credit(kind, credit, one.invoice_id or "", amount=one.cents, on=one.dated, key=batch.call_key)
    record_entries({one.id: made or credit}, by=SYSTEM)


def _unknown_to_us(xero: Xero, kind: FactKind, credit: str, one: Telling) -> str:
    """The id of an allocation, or the credit's own where Xero tells none; empty for none."""
    there = [each for each in xero.allocated(kind, credit) if (each.invoice_id, each.amount) == (one.invoice_id, one.cents)]
    known = known_allocations(db.session(), [each.xero_id for each in there if each.xero_id])
    db.session.rollback()
    new = [each for each in there if each.xero_id not in known]
    return (new[-1].xero_id or credit) if len(new) > one.alike else ""


def remove(xero: Xero, _connection_id: int, batch: Batch, told: list[Telling]) -> None:
    """A payment or an allocation is taken out; what never came to the books is nothing to take out. Again changes nothing."""
    (one,) = told
    gone = one.removed.external_id if one.removed is not None else None
    if one.removed is not None and gone:
        if one.removed.kind in (EntryKind.USE, EntryKind.ALLOCATION):
            _take_off(xero, one, gone)
        elif one.removed.kind is EntryKind.SPENT:
            xero.remove_spending(gone, key=batch.call_key)
        else:
            xero.remove_payment(gone, key=batch.call_key)
    record_entries({one.id: gone or ""}, by=SYSTEM)


def _take_off(xero: Xero, one: Telling, allocation_id: str) -> None:
    """One whose id nobody kept is any of the invoice and the amount."""
    kind, credit = _kind(one), one.credit_id or ""
    if allocation_id == credit:
        there = [each for each in xero.allocated(kind, credit) if (each.invoice_id, each.amount) == (one.invoice_id, one.cents)]
        allocation_id = there[0].xero_id if there else ""
    if allocation_id:
        xero.undo_allocation(kind, credit, allocation_id)


def _kind(one: Telling) -> FactKind:
    return FactKind.CREDIT_NOTE if one.of_note else FactKind.OVERPAYMENT
