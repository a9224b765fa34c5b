"""Reading Xero's answers into our values, exact to the cent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from app.core.money import cents
from app.integrations.xero.calls import NONSENSE, unreadable
from app.integrations.xero.values import Allocated, Refusal, XeroContact, XeroDocument, XeroFact, XeroOverpayment, XeroPayment, XeroSpending
from app.rules.reconcile import FactKind

T = TypeVar("T")
Held = TypeVar("Held", XeroDocument, XeroPayment, XeroOverpayment, XeroSpending, XeroContact)
OF_SALES = ("ACCRECPAYMENT", "ARCREDITPAYMENT", "AROVERPAYMENTPAYMENT")


def doubting(read: Callable[[], T], *, writes: bool) -> T:
    """Whatever in an answer is missing or of the wrong kind makes the outcome unreadable, never a success."""
    try:
        return read()
    except NONSENSE as nonsense:
        raise unreadable(writes=writes) from nonsense


def invoice(told: Any) -> XeroDocument:
    return _document(told, _present(told.invoice_id), _present(told.invoice_number), told.amount_due)


def credit_note(told: Any) -> XeroDocument:
    return _document(told, _present(told.credit_note_id), _present(told.credit_note_number), told.remaining_credit)


def mark(reference: str) -> str:
    """By what a reference of ours is known again: the entry's own key in brackets at its end, whatever became of the words before it. Without one all of it."""
    _words, bracket, key = reference.rpartition("(")
    return (bracket + key).strip()


def payment(told: Any) -> XeroPayment:
    on = told.date
    if not isinstance(on, dt.date):
        raise TypeError("a payment without its day")
    return XeroPayment(
        _present(told.payment_id), _paid_document(told), _amount(told.amount), on, told.reference or "", _present(told.status)
    )


def _paid_document(told: Any) -> str:
    """Xero tells of a refunded credit note or over-payment as `Invoice`, with its id; after it was recorded also under its own name."""
    own = (told.credit_note and told.credit_note.credit_note_id) or (told.overpayment and told.overpayment.overpayment_id)
    return _present(own or told.invoice.invoice_id)


def overpayment(told: Any) -> XeroOverpayment:
    """Of a bank transaction, or of the over-payment itself."""
    on = told.date
    if not isinstance(on, dt.date):
        raise TypeError("an over-payment without its day")
    return XeroOverpayment(
        _present(told.overpayment_id), _amount(told.total), on, told.line_items[0].description or "", _present(told.status)
    )


def spending(told: Any) -> XeroSpending:
    on = told.date
    if not isinstance(on, dt.date):
        raise TypeError("a bank transaction without its day")
    return XeroSpending(_present(told.bank_transaction_id), _amount(told.total), on, told.reference or "", _present(told.status))


def allocation(told: Any) -> Allocated:
    return Allocated(told.allocation_id or "", _present(told.invoice.invoice_id), _amount(told.amount))


def allocation_id(told: Any) -> str:
    """Of one that was just made; empty where Xero does not tell it. Raises for what is none."""
    _amount(told.amount)
    return told.allocation_id or ""


def fact(kind: FactKind, told: Any) -> XeroFact | None:
    """None for what is none of ours: bills, payments of bills, money received."""
    if kind is FactKind.PAYMENT:
        if told.payment_type not in (None, *OF_SALES) or told.invoice is None:
            return None
        paid = payment(told)
        return XeroFact(kind, paid.xero_id, paid.reference[:255], paid.status, paid.amount, 0, paid.on, paid.document_id)
    if kind is FactKind.BANK_TRANSACTION:
        return _spent(told) if told.type == "SPEND" else None
    if told.type not in ("ACCREC", "ACCRECCREDIT", "RECEIVE-OVERPAYMENT", "AROVERPAYMENT"):
        return None
    if kind is FactKind.OVERPAYMENT:
        xero_id, number, left = told.overpayment_id, told.reference, told.remaining_credit
    elif kind is FactKind.INVOICE:
        xero_id, number, left = told.invoice_id, told.invoice_number, told.amount_due
    else:
        xero_id, number, left = told.credit_note_id, told.credit_note_number, told.remaining_credit
    total, on = _amount(told.total, missing=0), told.date  # a draft may have no number yet, and no lines
    if not isinstance(on, dt.date):
        raise TypeError("a document without its day")
    return XeroFact(kind, _present(xero_id), number or "", _present(told.status), total, _amount(left, missing=total), on)


def _spent(told: Any) -> XeroFact:
    paid = spending(told)
    on_accounts: dict[str, int] = {}
    for line in told.line_items or []:
        on_accounts[line.account_code or ""] = on_accounts.get(line.account_code or "", 0) + _amount(line.line_amount, missing=0)
    return XeroFact(
        FactKind.BANK_TRANSACTION,
        paid.xero_id,
        paid.reference[:255],
        paid.status,
        paid.amount,
        0,
        paid.on,
        None,
        tuple(on_accounts.items()),
    )


def contact(told: Any) -> XeroContact:
    code = told.contact_number or None
    return XeroContact(
        _present(told.contact_id), _present(told.name), code, told.contact_status in (None, "ACTIVE"), told.email_address or ""
    )


def each(told: Sequence[Any], labels: Sequence[str], read: Callable[[Any], Held]) -> list[Held | Refusal]:
    """The answers to a batch, in the order in which it was sent. `labels` name the elements."""
    if len(told) != len(labels):
        raise ValueError("not as many answers as questions")
    return [_one(element, label, read) for element, label in zip(told, labels, strict=True)]


def _one(element: Any, label: str, read: Callable[[Any], Held]) -> Held | Refusal:
    if element.status_attribute_string == "ERROR" or element.validation_errors:
        return Refusal(label, " ".join(error.message for error in element.validation_errors or []))
    done = read(element)
    if not _is_about(done, label):
        raise ValueError("the answer is about another one")
    return done


def _is_about(done: XeroDocument | XeroPayment | XeroOverpayment | XeroSpending | XeroContact, label: str) -> bool:
    if isinstance(done, XeroPayment | XeroOverpayment | XeroSpending):
        return mark(done.reference) == mark(label)
    return label in ((done.code,) if isinstance(done, XeroContact) else (done.number, done.xero_id))


def _document(told: Any, xero_id: str, number: str, open_amount: Any) -> XeroDocument:
    net, tax, total = (_amount(value) for value in (told.sub_total, told.total_tax, told.total))
    lines = tuple(_present(one.line_item_id) for one in told.line_items or [])
    return XeroDocument(xero_id, number, _present(told.status), net, tax, total, _amount(open_amount, missing=total), lines)


def _amount(value: Any, *, missing: int | None = None) -> int:
    if value is None and missing is not None:
        return missing
    return cents(Decimal(value))


def _present(text: Any) -> str:
    if not isinstance(text, str) or not text:
        raise ValueError("a field is missing")
    return text
