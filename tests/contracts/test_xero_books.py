"""XeroBooks says to Xero what Foyer means, exact to the cent (I6, P8)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from app.core import clock
from app.integrations.errors import GiveUp
from app.integrations.xero import (
    Allocated,
    ContactForXero,
    LineForXero,
    OverpaymentForXero,
    PaymentForXero,
    Refusal,
    XeroContact,
    XeroDocument,
    XeroOverpayment,
    XeroPayment,
    XeroSpending,
)
from app.integrations.xero.payloads import amount
from app.rules.reconcile import FactKind
from tests.contracts.xero_examples import created, credit_note, furnished, invoice, overpayment, payment, spending
from tests.vendors import NL, ZA, Connection, Vendors


def test_an_invoice_arrives_as_a_draft_with_our_amounts_tracking_and_item(vendors: Vendors, connection: Connection) -> None:
    (done,) = created(connection.books(), "CPT-00001")

    assert (done.number, done.status, done.net, done.tax, done.total, done.open) == ("CPT-00001", "DRAFT", 295000, 44250, 339250, 339250)
    (held,) = vendors.held("Invoices")
    (line,) = held["LineItems"]
    assert (held["DateString"], held["DueDateString"]) == ("2026-06-01T00:00:00", "2026-06-08T00:00:00")
    assert (line["Quantity"], line["UnitAmount"], line["TaxAmount"], line["ItemCode"]) == (1, 2950, 442.5, "HOT-CPT")
    assert [(one["Name"], one["Option"]) for one in line["Tracking"]] == [("Location", "Cape Town")]
    assert done.line_ids == (line["LineItemID"],)
    assert "DiscountRate" not in line


@pytest.mark.parametrize("cents", [0, 1, 10, 29, 57, 113, 1010, 2950_01, -98333, 999_999_999_99, 10**15 - 1, 1 - 10**15])
def test_cents_survive_the_json_both_ways(cents: int) -> None:
    """The library writes floats: the shortest text of one must still be our decimal."""
    assert Decimal(repr(float(amount(cents)))) * 100 == cents


def test_amounts_beyond_exact_floats_are_refused() -> None:
    with pytest.raises(GiveUp):
        amount(10**15)


def test_awkward_cents_come_back_as_sent(connection: Connection) -> None:
    books = connection.books()
    contact = furnished(books)
    lines = tuple(
        LineForXero(f"Line {cents}", cents, "OUTPUT3", cents * 15 // 100, "200") for cents in (1, 29, 57, 113, 1010, 999_999_99, -4551)
    )

    (done,) = books.create_invoices([invoice(contact, "CPT-2", *lines)], key="k")

    assert isinstance(done, XeroDocument)
    assert (done.net, done.tax) == (sum(one.unit_amount for one in lines), sum(one.tax_amount for one in lines))
    assert len(done.line_ids) == len(lines)


def test_one_bad_invoice_of_a_batch_is_named_and_the_others_stand(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    contact = furnished(books)
    bad = replace(invoice(contact, "CPT-2"), lines=(LineForXero("Desk", 100, "OUTPUT3", 15, "999"),))

    first, second, third = books.create_invoices([invoice(contact, "CPT-1"), bad, invoice(contact, "CPT-3")], key="k")

    assert isinstance(first, XeroDocument)
    assert isinstance(third, XeroDocument)
    assert second == Refusal("CPT-2", "Account code '999' is not a valid code for this document.")
    assert [one["InvoiceNumber"] for one in vendors.held("Invoices")] == ["CPT-1", "CPT-3"]


def test_a_batch_has_one_to_fifty(connection: Connection) -> None:
    with pytest.raises(ValueError, match="1 to 50"):
        connection.books().create_invoices([], key="k")


def test_invoices_are_found_by_number_with_their_lines(connection: Connection) -> None:
    books = connection.books()
    done = created(books, "CPT-1", "CPT-2")

    found = books.find_invoices(["CPT-2", "CPT-9", "CPT-1", "CPT-2"])

    assert found == {"CPT-1": done[0], "CPT-2": done[1]}


def test_many_numbers_are_asked_for_in_few_calls(vendors: Vendors, connection: Connection) -> None:
    assert connection.books().find_invoices(f"CPT-{number}" for number in range(120)) == {}
    assert len(vendors.calls("GET */Invoices")) == 3


def test_a_checked_invoice_is_authorised_and_then_voided(connection: Connection) -> None:
    books = connection.books()
    (draft,) = created(books, "CPT-1")

    (authorised,) = books.authorise_invoices([draft.xero_id], key="a")
    assert authorised == replace(draft, status="AUTHORISED")
    assert books.authorise_invoices([draft.xero_id], key="again") == [authorised]
    voided = books.void_invoice(draft.xero_id, key="v")
    assert isinstance(voided, XeroDocument)
    assert voided.status == "VOIDED"
    assert isinstance(books.authorise_invoices([draft.xero_id], key="late")[0], Refusal)


def test_a_credit_note_is_set_against_its_invoice(connection: Connection) -> None:
    books = connection.books()
    (draft,) = created(books, "CPT-1")
    books.authorise_invoices([draft.xero_id], key="a")
    contact = books.find_contacts(["ACME"]).get("ACME")
    assert contact
    (note,) = books.create_credit_notes([credit_note(contact.xero_id)], key="cn")
    assert isinstance(note, XeroDocument)
    books.authorise_credit_notes([note.xero_id], key="cna")

    made = books.allocate_credit(FactKind.CREDIT_NOTE, note.xero_id, draft.xero_id, amount=100000, on=dt.date(2026, 6, 16), key="al")

    assert books.allocated(FactKind.CREDIT_NOTE, note.xero_id) == [Allocated(made, draft.xero_id, 100000)]
    assert books.find_credit_notes(["CPT-C-00001", "no"])["CPT-C-00001"].open == 239250
    assert books.find_invoices(["CPT-1"])["CPT-1"].open == 239250
    with pytest.raises(GiveUp, match="more than remains"):
        books.allocate_credit(FactKind.CREDIT_NOTE, note.xero_id, draft.xero_id, amount=239251, on=dt.date(2026, 6, 16), key="al2")
    for _again in range(2):
        books.undo_allocation(FactKind.CREDIT_NOTE, note.xero_id, made)
    assert (books.allocated(FactKind.CREDIT_NOTE, note.xero_id), books.find_invoices(["CPT-1"])["CPT-1"].open) == ([], 339250)


def test_a_payment_closes_an_invoice(connection: Connection) -> None:
    books = connection.books()
    (draft,) = created(books, "CPT-1")
    books.authorise_invoices([draft.xero_id], key="a")
    before = clock.now() - dt.timedelta(seconds=2)
    too_much, right = (payment(draft.xero_id, cents, reference) for cents, reference in ((339251, "too much"), (339250, 'EFT "7"')))

    refused, taken = books.record_payments([too_much, right], key="p")
    assert refused == Refusal("too much", "Payment amount exceeds the amount outstanding on this document")
    assert isinstance(taken, XeroPayment)
    assert books.find_payments(['EFT "7"', "nobody"], since=before) == {'EFT "7"': taken}
    paid = books.find_invoices(["CPT-1"])["CPT-1"]
    assert (paid.status, paid.open) == ("PAID", 0)
    for key in ("r1", "r2"):
        books.remove_payment(taken.xero_id, key=key)
    assert books.find_payments([taken.reference], since=before) == {} and books.find_invoices(["CPT-1"])["CPT-1"].open == 339250


def test_a_deposit_that_goes_back_is_money_spent_and_taken_out_again(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    contact, before = furnished(books), clock.now() - dt.timedelta(seconds=2)
    strange, right = replace(spending(contact, 590000, "EFT 8"), against="999"), spending(contact, 590000, 'EFT "9"')
    refused, spent = books.record_spending([strange, right], key="s")
    assert refused == Refusal("EFT 8", "Account code '999' is not a valid code for this document.")
    assert isinstance(spent, XeroSpending) and (spent.amount, spent.on, spent.reference) == (590000, right.on, 'EFT "9"')
    books.record_overpayments([overpayment(contact, "no deposit")], key="o")
    assert books.find_spending(['EFT "9"', "nobody"], since=before) == {'EFT "9"': spent}
    ((fact,),) = books.changed(FactKind.BANK_TRANSACTION, None)
    assert (fact.xero_id, fact.total_cents, fact.status, fact.on_accounts) == (spent.xero_id, 590000, "AUTHORISED", (("835", 590000),))

    vendors.post(f"/_control/xero/{ZA}/BankTransactions/{spent.xero_id}", {"IsReconciled": True})
    with pytest.raises(GiveUp, match="Unreconcile"):
        books.remove_spending(spent.xero_id, key="r")
    vendors.post(f"/_control/xero/{ZA}/BankTransactions/{spent.xero_id}", {"IsReconciled": False})
    for key in ("r1", "r2"):
        books.remove_spending(spent.xero_id, key=key)
    assert books.find_spending(['EFT "9"'], since=before) == {}


def test_ours_are_known_by_their_mark_whatever_became_of_the_words(vendors: Vendors, connection: Connection) -> None:
    """Xero, or who keeps the books, may write the reference another way; others of that time may have none."""
    books, before = connection.books(), clock.now() - dt.timedelta(seconds=2)
    (draft,) = created(books, "CPT-1")
    books.authorise_invoices([draft.xero_id], key="a")
    books.record_payments([payment(draft.xero_id, 100, "ACME  June (foyer-1)"), payment(draft.xero_id, 100, "somebody's")], key="p")
    books.record_spending([spending(furnished(books), 100, "DEP  7 (foyer-2)")], key="s")
    first, other = vendors.held("Payments")
    (spent,) = vendors.held("BankTransactions")
    for kind, one, text in (
        ("Payments", first["PaymentID"], "ACME June (foyer-1)"),
        ("Payments", other["PaymentID"], None),
        ("BankTransactions", spent["BankTransactionID"], "DEP 7 (foyer-2) "),
    ):
        vendors.post(f"/_control/xero/{ZA}/{kind}/{one}", {"Reference": text})

    ((name, found),) = books.find_payments(["ACME\nJune (foyer-1)", "ACME (foyer-3)"], since=before).items()
    assert (name, found.xero_id) == ("ACME\nJune (foyer-1)", first["PaymentID"])
    assert list(books.find_spending(["DEP  7 (foyer-2)"], since=before)) == ["DEP  7 (foyer-2)"]


def test_money_that_pays_nothing_yet_is_an_overpayment_used_and_given_back(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    (draft,) = created(books, "CPT-1")
    books.authorise_invoices([draft.xero_id], key="a")
    contact, on, began = furnished(books), dt.date(2026, 6, 5), clock.now()
    not_a_bank, right = (OverpaymentForXero(contact, 50000, on, account, f"EFT {account} (k)") for account in ("835", "090"))
    refused, over = books.record_overpayments([not_a_bank, right], key="o")
    assert refused == Refusal("EFT 835 (k)", "Bank account must be of type BANK")
    assert isinstance(over, XeroOverpayment) and (over.amount, over.on, over.reference) == (50000, on, "EFT 090 (k)")
    assert books.find_overpayments(["EFT 090 (k)", "nobody"], since=began - dt.timedelta(seconds=2)) == {"EFT 090 (k)": over}
    assert books.find_overpayments(["EFT 090 (k)"], since=clock.now() + dt.timedelta(seconds=2)) == {}

    used = books.allocate_credit(FactKind.OVERPAYMENT, over.xero_id, draft.xero_id, amount=30000, on=on, key="al")
    (back,) = books.record_payments([PaymentForXero(over.xero_id, 15000, on, "090", "EFT OUT", FactKind.OVERPAYMENT)], key="r")
    assert isinstance(back, XeroPayment) and back.document_id == over.xero_id
    assert books.allocated(FactKind.OVERPAYMENT, over.xero_id) == [Allocated(used, draft.xero_id, 30000)]
    ((fact,),) = books.changed(FactKind.OVERPAYMENT, None)
    assert (fact.xero_id, fact.total_cents, fact.open_cents, fact.dated) == (over.xero_id, 50000, 5000, on)
    ((told,),) = books.changed(FactKind.PAYMENT, None)
    assert (told.of_xero_id, told.total_cents) == (over.xero_id, 15000)

    for _again in range(2):
        books.undo_allocation(FactKind.OVERPAYMENT, over.xero_id, used)
    assert books.find_invoices(["CPT-1"])["CPT-1"].open == 339250
    with pytest.raises(GiveUp, match="cannot be found"):
        books.undo_allocation(FactKind.OVERPAYMENT, "never made", used)


def test_a_credit_note_is_refunded(connection: Connection) -> None:
    books = connection.books()
    (note,) = books.create_credit_notes([credit_note(furnished(books))], key="cn")
    assert isinstance(note, XeroDocument)
    books.authorise_credit_notes([note.xero_id], key="cna")
    (back,) = books.record_payments(
        [PaymentForXero(note.xero_id, 39250, dt.date(2026, 6, 20), "090", "EFT OUT", FactKind.CREDIT_NOTE)], key="r"
    )
    assert isinstance(back, XeroPayment) and back.document_id == note.xero_id
    assert books.find_credit_notes(["CPT-C-00001"])["CPT-C-00001"].open == 300000


def test_a_reconciled_payment_stays_and_says_what_to_do(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    (draft,) = created(books, "CPT-1")
    books.authorise_invoices([draft.xero_id], key="a")
    (paid,) = books.record_payments([payment(draft.xero_id)], key="p")
    assert isinstance(paid, XeroPayment)
    vendors.post(f"/_control/xero/{ZA}/Payments/{paid.xero_id}", {"IsReconciled": True})
    with pytest.raises(GiveUp, match="choose Unreconcile"):
        books.remove_payment(paid.xero_id, key="r")
    vendors.post(f"/_control/xero/{ZA}/Payments/{paid.xero_id}", {"IsReconciled": False})
    books.remove_payment(paid.xero_id, key="r2")


def test_only_what_changed_since_then_is_read(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    created(books, *(f"CPT-{number}" for number in range(1, 4)))
    began = clock.now()

    (page,) = books.changed(FactKind.INVOICE, None)
    assert [(one.number, one.status, one.total_cents, one.open_cents, one.dated) for one in page] == [
        (f"CPT-{n}", "DRAFT", 339250, 339250, dt.date(2026, 6, 1)) for n in (1, 2, 3)
    ]
    assert list(books.changed(FactKind.INVOICE, began + dt.timedelta(seconds=2))) == [[]]
    books.authorise_invoices([page[1].xero_id], key="a")
    books.record_payments([payment(page[1].xero_id)], key="p")
    ((paid,),) = books.changed(FactKind.PAYMENT, None)
    assert (paid.number, paid.of_xero_id, paid.total_cents) == ("r", page[1].xero_id, 100)


def test_contacts_are_found_by_our_code_and_never_doubled_by_name(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    made = books.create_contacts([ContactForXero("A/1", 'Acme "North" (Pty) Ltd', "pay@acme.example", "4123456789")], key="c")[0]

    assert books.find_contacts(["A/1"]).get("A/1") == made
    assert books.find_contacts(["A/2"]) == {}
    assert books.contacts() == [made]
    assert isinstance(made, XeroContact)
    other, same = books.create_contacts([ContactForXero("A/3", "Beta"), ContactForXero("A/2", 'acme "north" (pty) ltd')], key="c2")
    assert isinstance(other, XeroContact)
    assert isinstance(same, Refusal)
    assert "already assigned to another contact" in same.reason
    assert books.adopt_contact(made.xero_id, "A/9", key="ad").code == "A/9"
    assert sorted(one["Name"] for one in vendors.held("Contacts")) == ['Acme "North" (Pty) Ltd', "Beta"]


def test_what_is_there_already_is_not_written_again(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    furnished(books)
    writes = len(vendors.calls("PUT *")) + len(vendors.calls("POST *"))

    books.ensure_tracking_option("Location", "Cape Town", key="t2")
    books.ensure_items([], key="i2")
    assert len(vendors.calls("PUT *")) + len(vendors.calls("POST *")) == writes
    books.ensure_tracking_option("Location", "Rosebank", key="t3")
    (category,) = vendors.held("TrackingCategories")
    assert [one["Name"] for one in category["Options"]] == ["Cape Town", "Rosebank"]


def test_each_company_has_its_own_books_rates_and_currency(vendors: Vendors, connection: Connection) -> None:
    south, north = connection.books(ZA), connection.books(NL)
    created(south, "CPT-1")

    assert (south.currency(), north.currency()) == ("ZAR", "EUR")
    assert {one.tax_type: one.percent for one in south.tax_rates()}["OUTPUT3"] == 15
    assert {one.tax_type: one.percent for one in north.tax_rates()}["OUTPUT"] == 21
    assert [one.name for one in south.connections()] == ["Foyer Demo ZA", "Foyer Demo NL"]
    assert "091" in [one.code for one in north.accounts() if one.takes_payments]
    assert north.find_invoices(["CPT-1"]) == {}
    assert vendors.held("Invoices", NL) == []
