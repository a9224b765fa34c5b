"""Documents to send: example A of rules.md in small."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app.integrations.xero import (
    ContactForXero,
    CreditNoteForXero,
    InvoiceForXero,
    ItemForXero,
    LineForXero,
    OverpaymentForXero,
    PaymentForXero,
    SpendingForXero,
    XeroContact,
    XeroDocument,
)
from app.integrations.xero.books import XeroBooks

DESK = LineForXero("Hot desk, June 2026", 295000, "OUTPUT3", 44250, "210", "HOT-CPT", (("Location", "Cape Town"),))


def furnished(books: XeroBooks) -> str:
    """What an invoice refers to is there; returns the contact's id."""
    books.ensure_items([ItemForXero("HOT-CPT", "Hot desk")], key="items")
    books.ensure_tracking_option("Location", "Cape Town", key="tracking")
    (made,) = books.create_contacts([ContactForXero("ACME", "Acme (Pty) Ltd", "pay@acme.example")], key="contact-acme")
    assert isinstance(made, XeroContact), made
    return made.xero_id


def invoice(contact_id: str, number: str = "CPT-00001", *lines: LineForXero) -> InvoiceForXero:
    issued, due = dt.date(2026, 6, 1), dt.date(2026, 6, 8)
    return InvoiceForXero(number, contact_id, issued, due, "ZAR", "ACME 2026-06", lines or (DESK,))


def credit_note(contact_id: str, number: str = "CPT-C-00001", *lines: LineForXero) -> CreditNoteForXero:
    return CreditNoteForXero(number, contact_id, dt.date(2026, 6, 15), "ZAR", "CPT-00001", lines or (DESK,))


def payment(invoice_id: str, cents: int = 100, reference: str = "r") -> PaymentForXero:
    return PaymentForXero(invoice_id, cents, dt.date(2026, 6, 5), "091", reference)


def overpayment(contact_id: str, reference: str = "r") -> OverpaymentForXero:
    return OverpaymentForXero(contact_id, 100, dt.date(2026, 6, 5), "090", reference)


def spending(contact_id: str, cents: int = 100, reference: str = "r") -> SpendingForXero:
    return SpendingForXero(contact_id, cents, dt.date(2026, 6, 5), "090", "835", reference)


def created(books: XeroBooks, *numbers: str, cents: tuple[int, int] = (295000, 44250)) -> list[XeroDocument]:
    """Drafts of these numbers, each of so many cents net and VAT, which must succeed."""
    contact, line = furnished(books), replace(DESK, unit_amount=cents[0], tax_amount=cents[1])
    found = books.create_invoices([invoice(contact, number, line) for number in numbers], key="-".join(numbers))
    assert all(isinstance(one, XeroDocument) for one in found), found
    return [one for one in found if isinstance(one, XeroDocument)]
