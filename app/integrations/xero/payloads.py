"""What goes over the wire: our values in Xero's field names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.core.money import plain
from app.integrations.errors import GiveUp
from app.integrations.xero.values import (
    ContactForXero,
    CreditNoteForXero,
    InvoiceForXero,
    LineForXero,
    OverpaymentForXero,
    PaymentForXero,
    SpendingForXero,
)

MOST_CENTS = 10**15


def amount(cents: int) -> Decimal:
    """Exact in the JSON that goes out: up to 15 digits, a float shows the two decimals that were put in."""
    if abs(cents) >= MOST_CENTS:
        raise GiveUp(f"{plain(cents)} is more than Xero takes.")
    return Decimal(cents).scaleb(-2)


def line(sent: LineForXero) -> dict[str, Any]:
    """Quantity 1, the net as UnitAmount, our own TaxAmount, no discount (P8)."""
    body: dict[str, Any] = {
        "Description": sent.description,
        "Quantity": sent.quantity,
        "UnitAmount": amount(sent.unit_amount),
        "AccountCode": sent.account_code,
        "TaxType": sent.tax_type,
        "TaxAmount": amount(sent.tax_amount),
    }
    if sent.item_code:
        body["ItemCode"] = sent.item_code
    if sent.tracking:
        body["Tracking"] = [{"Name": name, "Option": option} for name, option in sent.tracking]
    return body


def invoice(sent: InvoiceForXero) -> dict[str, Any]:
    dates = {"Date": sent.issued_on.isoformat(), "DueDate": sent.due_on.isoformat()}
    return {"Type": "ACCREC", "InvoiceNumber": sent.number, **dates, **_document(sent)}


def credit_note(sent: CreditNoteForXero) -> dict[str, Any]:
    return {"Type": "ACCRECCREDIT", "CreditNoteNumber": sent.number, "Date": sent.issued_on.isoformat(), **_document(sent)}


def payment(sent: PaymentForXero) -> dict[str, Any]:
    name = "".join(part.title() for part in sent.of.value.split("_"))
    paid = {name: {f"{name}ID": sent.document_id}, "Account": {"Code": sent.account_code}, "Reference": sent.reference}
    return {**paid, "Amount": amount(sent.amount), "Date": sent.on.isoformat()}


def overpayment(sent: OverpaymentForXero) -> dict[str, Any]:
    """Xero puts the one line on the account of what customers owe, and takes no VAT of it. It keeps its words, where it may drop the reference."""
    line = {"Description": sent.reference, "Quantity": 1, "UnitAmount": amount(sent.amount)}
    where = {"Contact": {"ContactID": sent.contact_id}, "BankAccount": {"Code": sent.account_code}, "Date": sent.on.isoformat()}
    return {"Type": "RECEIVE-OVERPAYMENT", **where, "Reference": sent.reference, "LineAmountTypes": "NoTax", "LineItems": [line]}


def spending(sent: SpendingForXero) -> dict[str, Any]:
    """Out of the bank against a liability: no VAT."""
    line = {"Description": sent.reference, "Quantity": 1, "UnitAmount": amount(sent.amount), "AccountCode": sent.against, "TaxType": "NONE"}
    where = {"Contact": {"ContactID": sent.contact_id}, "BankAccount": {"Code": sent.account_code}, "Date": sent.on.isoformat()}
    return {"Type": "SPEND", **where, "Reference": sent.reference, "LineAmountTypes": "NoTax", "LineItems": [line]}


def contact(sent: ContactForXero) -> dict[str, Any]:
    told = {"Name": sent.name, "ContactNumber": sent.code, "EmailAddress": sent.email, "TaxNumber": sent.vat_number}
    return {name: value for name, value in told.items() if value}


def quoted(text: str) -> str:
    """A text inside Xero's `where`."""
    if any(ord(letter) < 32 for letter in text):
        raise GiveUp(f"{text!r} cannot be looked up in Xero.")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _document(sent: InvoiceForXero | CreditNoteForXero) -> dict[str, Any]:
    return {
        "Status": "DRAFT",
        "Contact": {"ContactID": sent.contact_id},
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": sent.currency,
        "Reference": sent.reference,
        "LineItems": [line(one) for one in sent.lines],
    }
