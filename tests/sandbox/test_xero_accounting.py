"""The sandbox's Xero does its own arithmetic and keeps its own rules (contracts.md 2.4, 2.5)."""

from __future__ import annotations

import io
import urllib.request
from typing import Any

import pdfplumber
import pytest

from tests.sandbox.raw import Raw, line
from tests.vendors import NL, Connection, Vendors


@pytest.fixture
def raw(connection: Connection) -> Raw:
    connection.vendors.post("/_control/limits", {"minute": 10000})
    return Raw(connection)


def refusal(made: dict[str, Any]) -> str:
    assert made["StatusAttributeString"] == "ERROR", made
    return " ".join(error["Message"] for error in made["ValidationErrors"])


def test_tax_is_rounded_on_each_line_and_a_total_sent_in_is_ignored(raw: Raw) -> None:
    made = raw.invoice(*[line(0.10) for _ in range(3)], Total=999, SubTotal=1, TotalTax=7)
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (0.3, 0.06, 0.36)


@pytest.mark.parametrize(
    ("mode", "amounts", "expected"),
    [
        ("Exclusive", [1.10, 2.30], (3.4, 0.52, 3.92)),  # 0.165 and 0.345 round away from zero
        ("Inclusive", [115, 1.15], (101, 15.15, 116.15)),
        ("NoTax", [100], (100, 0, 100)),
        ("Exclusive", [-100.10], (-100.1, -15.02, -115.12)),
    ],
)
def test_each_way_of_writing_amounts(raw: Raw, mode: str, amounts: list[float], expected: tuple[float, ...]) -> None:
    made = raw.invoice(*[line(amount) for amount in amounts], LineAmountTypes=mode)
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == expected


def test_a_tax_amount_of_ours_stands_and_a_wrong_line_amount_does_not(raw: Raw) -> None:
    assert raw.invoice(line(100, TaxAmount=14.99))["TotalTax"] == 14.99
    assert "does not match the expected line total" in refusal(raw.invoice(line(100, LineAmount=99), InvoiceNumber="x"))


def test_unit_amounts_have_two_places_unless_four_are_asked_for(raw: Raw) -> None:
    sent = {"Invoices": [{"Type": "ACCREC", "Contact": raw.contact(), "LineItems": [line(0.0049, Quantity=1000)]}]}
    assert raw("PUT", "/Invoices", sent)[1]["Invoices"][0]["SubTotal"] == 0
    assert raw("PUT", "/Invoices?unitdp=4", sent)[1]["Invoices"][0]["SubTotal"] == 4.9


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Type": "SALE"}, "type must be"),
        ({"Contact": {"ContactID": "nobody"}}, "contact could not be found"),
        ({"CurrencyCode": "USD"}, "not subscribed to currency USD"),
        ({"InvoiceNumber": "n" * 256}, "must not exceed 255"),
        ({"Date": "31 June"}, "Date is not a date"),
        ({"Status": "PAID"}, "not a valid status"),
        ({"Status": "AUTHORISED", "LineItems": []}, "One or more line items"),
        ({"LineItems": [line(Description=" ")]}, "Description is required"),
        ({"LineItems": [line(AccountCode="999")]}, "Account code '999'"),
        ({"LineItems": [line(TaxType="OUTPUT9")]}, "TaxType code 'OUTPUT9'"),
        ({"LineItems": [line(ItemCode="GONE")]}, "Item code 'GONE'"),
        ({"LineItems": [line(Tracking=[{"Name": "Location", "Option": "Mars"}])]}, "'Mars' of 'Location' does not exist"),
        ({"LineItems": [line("many")]}, "UnitAmount is not a number"),
        ({"LineItems": [line(1e15)]}, "out of range"),
    ],
)
def test_what_xero_would_refuse_is_refused(vendors: Vendors, raw: Raw, fields: dict[str, Any], words: str) -> None:
    assert words in refusal(raw.invoice(**{"LineItems": [line()], **fields}))
    assert vendors.held("Invoices") == []


def test_a_number_is_used_once(raw: Raw) -> None:
    assert raw.invoice(line(), InvoiceNumber="A-1")["StatusAttributeString"] == "OK"
    assert refusal(raw.invoice(line(), InvoiceNumber="A-1", Contact=raw.contact("Other"))) == "Invoice # must be unique."


def test_a_post_with_a_known_number_changes_it_and_replaces_its_lines(vendors: Vendors, raw: Raw) -> None:
    made = raw.invoice(line(), line(50), InvoiceNumber="A-1")
    _, told = raw("POST", "/Invoices", {"InvoiceNumber": "A-1", "LineItems": [line(10)]})
    assert (told["Invoices"][0]["InvoiceID"], told["Invoices"][0]["Total"]) == (made["InvoiceID"], 11.5)
    assert len(vendors.held("Invoices")) == 1


@pytest.mark.parametrize(
    ("path", "possible"),
    [("AUTHORISED VOIDED", True), ("DELETED", True), ("VOIDED", False), ("AUTHORISED DELETED", False), ("AUTHORISED DRAFT", False)],
)
def test_the_life_of_an_invoice(raw: Raw, path: str, possible: bool) -> None:
    made, status = raw.invoice(line()), 200
    for step in path.split():
        assert status == 200
        status, _ = raw("POST", f"/Invoices/{made['InvoiceID']}", {"Status": step})
    assert (status == 200) is possible


def test_a_deleted_number_is_free_again(raw: Raw) -> None:
    made = raw.invoice(line(), InvoiceNumber="A-1")
    raw("POST", f"/Invoices/{made['InvoiceID']}", {"Status": "DELETED"})
    assert raw.invoice(line(), InvoiceNumber="A-1", Contact=raw.contact("Other"))["StatusAttributeString"] == "OK"


def test_with_summarised_errors_one_bad_element_undoes_all(vendors: Vendors, raw: Raw) -> None:
    good = {"Type": "ACCREC", "Contact": raw.contact(), "InvoiceNumber": "A-1", "LineItems": [line()]}
    status, told = raw("PUT", "/Invoices", {"Invoices": [good, {**good, "InvoiceNumber": "A-2", "Type": "SALE"}]})

    assert (status, told["ErrorNumber"], told["Type"]) == (400, 10, "ValidationException")
    assert [one["InvoiceNumber"] for one in told["Elements"]] == ["A-2"]
    assert vendors.held("Invoices") == []


def test_lists_are_paged_and_leave_lines_to_pages(raw: Raw) -> None:
    contact = raw.contact()
    for number in range(5):
        raw.invoice(line(), InvoiceNumber=f"A-{number}", Contact=contact)

    _, page = raw("GET", "/Invoices?page=2&pageSize=2")
    assert [one["InvoiceNumber"] for one in page["Invoices"]] == ["A-2", "A-3"]
    assert page["pagination"] == {"page": 2, "pageSize": 2, "pageCount": 3, "itemCount": 5}
    assert page["Invoices"][0]["LineItems"]
    assert "LineItems" not in raw("GET", "/Invoices")[1]["Invoices"][0]
    assert len(raw("GET", "/Invoices?InvoiceNumbers=A-1,A-3,B-1&Statuses=DRAFT")[1]["Invoices"]) == 2
    assert raw("GET", "/Invoices?page=0")[0] == 400


def test_only_what_changed_since_is_told(raw: Raw) -> None:
    raw.contact("Old")
    assert len(raw("GET", "/Contacts", If_Modified_Since="2020-01-01T00:00:00")[1]["Contacts"]) == 1
    assert raw("GET", "/Contacts", If_Modified_Since="Wed, 01 Jan 2098 00:00:00 GMT")[1]["Contacts"] == []
    assert raw("GET", "/Contacts", If_Modified_Since="yesterday")[0] == 400


def test_the_pdf_of_an_invoice_is_one_that_readers_open(raw: Raw, connection: Connection) -> None:
    made = raw.invoice(line(Description="Zażółć (desk)"), InvoiceNumber="A-1")
    headers = {"Authorization": f"Bearer {connection.tokens.access_token}", "xero-tenant-id": raw.tenant, "Accept": "application/pdf"}
    request = urllib.request.Request(f"{connection.vendors.url}/api.xro/2.0/Invoices/{made['InvoiceID']}", headers=headers)
    with urllib.request.urlopen(request) as answer, pdfplumber.open(io.BytesIO(answer.read())) as pdf:
        text = pdf.pages[0].extract_text()

    assert "A-1" in text
    assert "Total ZAR 115.00" in text


def test_email_wants_an_approved_invoice_and_an_address(vendors: Vendors, raw: Raw) -> None:
    draft = raw.invoice(line())
    assert raw("POST", f"/Invoices/{draft['InvoiceID']}/Email", {})[0] == 400
    raw("POST", f"/Invoices/{draft['InvoiceID']}", {"Status": "AUTHORISED"})
    assert raw("POST", f"/Invoices/{draft['InvoiceID']}/Email", {}) == (204, None)
    assert vendors.held("Invoices")[0]["SentToContact"] is True


def test_a_deleted_payment_opens_the_invoice_again(raw: Raw) -> None:
    made = raw.invoice(line(), Status="AUTHORISED")
    paid = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 115, "Date": "2026-06-03"}
    _, told = raw("PUT", "/Payments", paid)
    assert raw("GET", f"/Invoices/{made['InvoiceID']}")[1]["Invoices"][0]["Status"] == "PAID"
    assert raw("POST", f"/Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})[0] == 400

    payment = f"/Payments/{told['Payments'][0]['PaymentID']}"
    assert raw("POST", payment, {"Status": "DELETED"})[0] == 200
    assert raw("POST", payment, {"Status": "DELETED"})[0] == 400
    after = raw("GET", f"/Invoices/{made['InvoiceID']}")[1]["Invoices"][0]
    assert (after["Status"], after["AmountDue"], after["AmountPaid"]) == ("AUTHORISED", 115, 0)
    assert raw("PUT", "/Payments", {**paid, "Account": {"Code": "200"}})[0] == 400


def test_two_tracking_categories_are_all_there_can_be(raw: Raw) -> None:
    assert [raw("PUT", "/TrackingCategories", {"Name": name})[0] for name in ("Location", "Product", "More")] == [200, 200, 400]


def test_items_keep_to_their_lengths_and_are_one_a_code(vendors: Vendors, raw: Raw) -> None:
    assert raw("POST", "/Items", {"Code": "c" * 31, "Name": "x"})[0] == 400
    assert [raw("POST", "/Items", {"Code": "HOT", "Name": name})[0] for name in ("Desk", "Hot desk")] == [200, 200]
    assert [(one["Code"], one["Name"]) for one in vendors.held("Items")] == [("HOT", "Hot desk")]


def test_notes_in_the_history(raw: Raw) -> None:
    made = raw.invoice(line())
    address = f"/Invoices/{made['InvoiceID']}/History"
    assert raw("PUT", address, {"HistoryRecords": [{"Details": "Sent by Foyer"}]})[0] == 200
    assert [one["Details"] for one in raw("GET", address)[1]["HistoryRecords"]] == ["Sent by Foyer"]


def test_the_books_of_two_companies_never_mix(raw: Raw, connection: Connection) -> None:
    made, north = raw.invoice(line(), InvoiceNumber="A-1"), Raw(connection, NL)

    assert north("GET", f"/Invoices/{made['InvoiceID']}")[0] == 404
    assert north.invoice(line(TaxType="OUTPUT"), InvoiceNumber="A-1")["TotalTax"] == 21
    assert refusal(north.invoice(line(), InvoiceNumber="A-2")).startswith("The TaxType code 'OUTPUT3'")
