"""Every call of XeroBooks under every fault: none is silently done, none is silently lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core import clock
from app.integrations.errors import GiveUp, Pause, Retry, Trouble, Unknown
from app.integrations.xero import ContactForXero, ItemForXero, TokenRefused, XeroDocument
from app.integrations.xero.books import XeroBooks
from app.rules.reconcile import FactKind
from tests.contracts.xero_examples import created, credit_note, invoice, overpayment, payment, spending
from tests.vendors import SLOWLY, Connection, Vendors, patience_for

FAULTS = ["401", "403", "429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "slow_body", "wrong_json"]
SURE = {"401": TokenRefused, "403": GiveUp, "429": Pause}

READS: dict[str, Callable[[XeroBooks], object]] = {
    "connections": lambda books: books.connections(),
    "tax rates": lambda books: books.tax_rates(),
    "accounts": lambda books: books.accounts(),
    "currency": lambda books: books.currency(),
    "invoices": lambda books: books.find_invoices(["CPT-1"]),
    "credit notes": lambda books: books.find_credit_notes(["CPT-C-1"]),
    "changed payments": lambda books: list(books.changed(FactKind.PAYMENT, None)),
    "changed invoices": lambda books: list(books.changed(FactKind.INVOICE, None)),
    "changed credit notes": lambda books: list(books.changed(FactKind.CREDIT_NOTE, None)),
    "payments": lambda books: books.find_payments(["r"], since=clock.now()),
    "changed over-payments": lambda books: list(books.changed(FactKind.OVERPAYMENT, None)),
    "over-payments": lambda books: books.find_overpayments(["r"], since=clock.now()),
    "changed spending": lambda books: list(books.changed(FactKind.BANK_TRANSACTION, None)),
    "spending": lambda books: books.find_spending(["r"], since=clock.now()),
    "contact": lambda books: books.find_contacts(["ACME"]).get("ACME"),
    "contacts": lambda books: books.contacts(),
    "items": lambda books: books.items(),
}
Write = Callable[[XeroBooks, str, str, str], object]


def void(books: XeroBooks, _invoice_id: str, contact: str, key: str) -> None:
    """A draft of its own: what is void already would be voided by nobody."""
    (draft,) = books.create_invoices([invoice(contact, key)], key=f"draft-{key}")
    assert isinstance(draft, XeroDocument)
    gone = books.void_invoice(draft.xero_id, key=key, is_draft=True)
    assert isinstance(gone, XeroDocument) and gone.status == "DELETED"


WRITES: dict[str, tuple[str, Write]] = {
    "create invoices": ("PUT */Invoices", lambda books, invoice_id, contact, key: books.create_invoices([invoice(contact, key)], key=key)),
    "authorise": ("POST */Invoices", lambda books, invoice_id, contact, key: books.authorise_invoices([invoice_id], key=key)),
    "void": ("POST */Invoices", void),
    "credit notes": (
        "PUT */CreditNotes",
        lambda books, invoice_id, contact, key: books.create_credit_notes([credit_note(contact, key)], key=key),
    ),
    "payment": (
        "PUT */Payments",
        lambda books, invoice_id, contact, key: books.record_payments([payment(invoice_id, reference=key)], key=key),
    ),
    "over-payment": (
        "PUT */BankTransactions",
        lambda books, invoice_id, contact, key: books.record_overpayments([overpayment(contact, key)], key=key),
    ),
    "spending": (
        "PUT */BankTransactions",
        lambda books, invoice_id, contact, key: books.record_spending([spending(contact, reference=key)], key=key),
    ),
    "contact": ("PUT */Contacts", lambda books, invoice_id, contact, key: books.create_contacts([ContactForXero(key, key)], key=key)[0]),
    "adopt": ("POST */Contacts/*", lambda books, invoice_id, contact, key: books.adopt_contact(contact, key, key=key)),
    "change contact": (
        "POST */Contacts/*",
        lambda books, invoice_id, contact, key: books.change_contact(contact, ContactForXero("ACME", key), key=key),
    ),
    "items": ("POST */Items", lambda books, invoice_id, contact, key: books.ensure_items([ItemForXero(key, key)], key=key)),
    "tracking": ("PUT */Options", lambda books, invoice_id, contact, key: books.ensure_tracking_option("Location", key, key=key)),
}


def outcome(act: Callable[[], object]) -> type[Trouble] | None:
    try:
        act()
    except Trouble as trouble:
        return type(trouble) if trouble.reason else Trouble
    return None


@pytest.mark.parametrize("name", READS)
def test_a_read(vendors: Vendors, connection: Connection, name: str) -> None:
    vendors.post("/_control/limits", {"minute": 1000})
    books = connection.books()
    created(books, "CPT-1")
    for fault in FAULTS:
        faulty = connection.books(patience=patience_for(fault))
        vendors.fault(fault, "GET *", seconds=SLOWLY.get(fault, 0))
        assert outcome(lambda: READS[name](faulty)) is SURE.get(fault, Retry), fault  # noqa: B023
        assert outcome(lambda: READS[name](books)) is None, fault


@pytest.mark.parametrize("name", WRITES)
def test_a_write(vendors: Vendors, connection: Connection, name: str) -> None:
    vendors.post("/_control/limits", {"minute": 1000})
    books = connection.books()
    (draft,) = created(books, "CPT-1")
    books.authorise_invoices([draft.xero_id], key="approved")
    contact = books.find_contacts(["ACME"]).get("ACME")
    assert contact
    pattern, write = WRITES[name]
    for fault in FAULTS:
        faulty = connection.books(patience=patience_for(fault))
        vendors.fault(fault, pattern, seconds=SLOWLY.get(fault, 0))
        key = f"{name[:10]}-{fault}"
        assert outcome(lambda key=key, faulty=faulty: write(faulty, draft.xero_id, contact.xero_id, key)) is SURE.get(fault, Unknown), fault  # type: ignore[misc]
        assert outcome(lambda key=key: write(books, draft.xero_id, contact.xero_id, key)) is None, fault  # type: ignore[misc]


def test_a_name_that_never_existed_is_given_up_not_retried(connection: Connection) -> None:
    assert outcome(lambda: connection.books().adopt_contact("nobody", "X", key="k")) is GiveUp
