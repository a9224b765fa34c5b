"""The calls to Xero that move money, for the drill of failing vendors."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.invoice_runs.wake import InvoiceIssued
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.payments.release import release_payment
from app.models import CreditNote, Invoice, InvoiceLine, Payment, Step, XeroEntry
from app.models.step import StepName, StepState
from app.models.xero_entry import EntryKind
from app.work import transaction
from benchmarks.drills.fault_house import RIGHT, Call, FaultHouse, once

MUCH, SOME = 10_000_000, 1_000


def _issued(house: FaultHouse, cents: int = MUCH) -> Invoice:
    """In Xero, or on its way: the job comes with the next drain."""
    invoice = house.invoice(next(house.organisations), cents, steps=True)
    with transaction(by=SYSTEM) as work:
        work.emit(InvoiceIssued(invoice.id))
    return invoice


def _in_xero(house: FaultHouse) -> Invoice:
    invoice = _issued(house)
    house.drain()
    if invoice.xero_id is None:
        raise TimeoutError(f"{invoice} did not come to Xero")
    return invoice


def _eft(house: FaultHouse, invoice: Invoice, cents: int = SOME) -> Payment:
    return record_eft(
        invoice.organisation_id, key=f"drill-{next(house.numbers)}", amount_cents=cents, reference="DRILL", invoice_id=invoice.id, by=SYSTEM
    )


def _credit(house: FaultHouse) -> Invoice:
    """An invoice beside credit of its customer that Xero knows."""
    invoice = _in_xero(house)
    release_payment(_eft(house, invoice, MUCH // 2).id, invoice_id=invoice.id, by=SYSTEM)
    house.drain()
    return invoice


def _judged(house: FaultHouse, row: Any, times: int, what: str) -> str:
    """Once there and known, or nowhere and parked with the reason."""
    if row is None:
        return "wrong: nothing is to be told"
    if row.state is StepState.DONE:
        return once(times, what)
    return house.parked(row.reason) if times == 0 else f"wrong: {what} {times} times, and {row.state.value} here"


def _document(house: FaultHouse, invoice: Invoice) -> str:
    there = [each for each in house.there("Invoices") if each["InvoiceNumber"] == invoice.number]
    step = house.session.scalars(
        select(Step).where(Step.invoice_id == invoice.id, Step.name != StepName.PDF).order_by(Step.state == StepState.DONE, Step.id)
    ).first()
    found = _judged(house, step, len(there), "the invoice is there")
    return "wrong: it is a draft" if found == RIGHT and there[0]["Status"] != "AUTHORISED" else found


def _note(house: FaultHouse, note: CreditNote) -> str:
    there = [each for each in house.there("CreditNotes") if each["CreditNoteNumber"] == note.number]
    step = house.session.scalars(
        select(Step).where(Step.credit_note_id == note.id, Step.name != StepName.PDF).order_by(Step.state == StepState.DONE, Step.id)
    ).first()
    found = _judged(house, step, len(there), "the credit note is there")
    if found != RIGHT:
        return found
    entry = house.session.scalars(select(XeroEntry).where(XeroEntry.credit_note_id == note.id)).one_or_none()
    return _judged(house, entry, len(there[0]["Allocations"]), "it is set against its invoice")


def _new_note(house: FaultHouse, invoice: Invoice) -> CreditNote:
    line_id = house.session.scalars(select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice.id)).one()
    return create_credit_note(invoice.id, {line_id: SOME}, "A broken desk", by=SYSTEM)


def _entry_of(house: FaultHouse, kind: EntryKind) -> XeroEntry | None:
    return house.session.scalars(select(XeroEntry).where(XeroEntry.kind == kind).order_by(XeroEntry.id.desc()).limit(1)).one_or_none()


def _payment(house: FaultHouse, before: int) -> str:
    entry = _entry_of(house, EntryKind.PAYMENT)
    named = [each for each in house.there("Payments") if entry is not None and entry.key in str(each["Reference"])]
    return (
        _judged(house, entry, len(named), "the payment is there")
        if entry is not None and entry.id > before
        else "wrong: nothing is to be told"
    )


def _last(house: FaultHouse) -> int:
    return int(house.session.scalar(select(func.coalesce(func.max(XeroEntry.id), 0))) or 0)


def _paying(house: FaultHouse, invoice: Invoice) -> int:
    before = _last(house)
    _eft(house, invoice)
    return before


def _overpaying(house: FaultHouse, invoice: Invoice) -> Payment:
    return record_eft(
        invoice.organisation_id, key=f"drill-{next(house.numbers)}", amount_cents=SOME, reference="DRILL", parts={}, by=SYSTEM
    )


def _overpayment(house: FaultHouse, payment: Payment) -> str:
    entry = house.session.scalars(select(XeroEntry).where(XeroEntry.payment_id == payment.id)).one_or_none()
    there = [each for each in house.there("Overpayments") if entry is not None and entry.key in each["LineItems"][0]["Description"]]
    return _judged(house, entry, len(there), "the over-payment is there")


def _using(house: FaultHouse, invoice: Invoice) -> tuple[Invoice, int]:
    before = invoice.paid_cents
    apply_credit(invoice.id, key=f"drill-{next(house.numbers)}", amount_cents=SOME, by=SYSTEM)
    return invoice, before


def _used(house: FaultHouse, told: tuple[Invoice, int]) -> str:
    invoice, before = told
    (there,) = (each for each in house.there("Invoices") if each["InvoiceNumber"] == invoice.number)
    times = (round(there["AmountCredited"] * 100) - before) // SOME
    return _judged(house, _entry_of(house, EntryKind.USE), times, "credit paid it")


def _taking_back(house: FaultHouse, invoice: Invoice) -> Payment:
    payment = _eft(house, invoice)
    house.drain()
    return payment


def _releasing(house: FaultHouse, invoice: Invoice) -> tuple[Invoice, Payment]:
    """What was told a moment ago is taken back."""
    payment = house.session.scalars(
        select(Payment).where(Payment.organisation_id == invoice.organisation_id, Payment.credit_cents == 0).order_by(Payment.id)
    ).first()
    if payment is None:
        raise TimeoutError("no payment is left to take back")
    release_payment(payment.id, invoice_id=invoice.id, by=SYSTEM)
    return invoice, payment


def _released(house: FaultHouse, told: tuple[Invoice, Payment]) -> str:
    removal = _entry_of(house, EntryKind.REMOVAL)
    removed = house.session.get_one(XeroEntry, removal.removes_id) if removal is not None and removal.removes_id is not None else None
    standing = [each for each in house.there("Payments") if removed is not None and each["PaymentID"] == removed.external_id]
    if removal is not None and removal.state is not StepState.DONE:
        return house.parked(removal.reason) if standing else "wrong: it is out, and not known here"
    return _overpayment(house, told[1]) if not standing else "wrong: it still stands there"


def _told_payments(house: FaultHouse) -> Invoice:
    invoice = _in_xero(house)
    for _ in range(8):
        _taking_back(house, invoice)
    return invoice


def _refunding(house: FaultHouse, invoice: Invoice) -> int:
    payment = house.session.scalars(
        select(Payment).where(Payment.organisation_id == invoice.organisation_id, Payment.credit_cents > SOME)
    ).one()
    return refund_payment(
        payment.id, key=f"drill-{next(house.numbers)}", amount_cents=SOME, reference="DRILL OUT", reason="Asked for it", by=SYSTEM
    ).id


def _refunded(house: FaultHouse, refund_id: int) -> str:
    entry = house.session.scalars(select(XeroEntry).where(XeroEntry.refund_id == refund_id)).one_or_none()
    named = [each for each in house.there("Payments") if entry is not None and entry.key in str(each["Reference"])]
    return _judged(house, entry, len(named), "the refund is there")


def _nothing(_house: FaultHouse) -> None:
    """Each fault has an invoice of its own."""


CALLS = (
    Call("Xero: create an invoice", "xero", "PUT */Invoices", _nothing, lambda house, _none: _issued(house, SOME), _document),
    Call("Xero: approve an invoice", "xero", "POST */Invoices", _nothing, lambda house, _none: _issued(house, SOME), _document),
    Call("Xero: a credit note", "xero", "PUT */CreditNotes", _in_xero, _new_note, _note),
    Call("Xero: a payment", "xero", "PUT */Payments", _in_xero, _paying, _payment),
    Call("Xero: an over-payment", "xero", "PUT */BankTransactions", _in_xero, _overpaying, _overpayment),
    Call("Xero: credit pays", "xero", "PUT */Overpayments/*/Allocations", _credit, _using, _used),
    Call("Xero: a refund", "xero", "PUT */Payments", _credit, _refunding, _refunded),
    Call("Xero: take a payment out", "xero", "POST */Payments/*", _told_payments, _releasing, _released),
)
