"""The payment code carries what the page says: a transfer for an IBAN in euro, the same in words elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.queries.document_view import Party
from app.rendering.payment_code import CodeKind, code_text, iban_in, payment_code, transfer
from tests.rendering.documents import credit_note, invoice

DUTCH = "Rabobank\nIBAN NL91 ABNA 0417 1643 00 BIC RABONL2U"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (DUTCH, "NL91ABNA0417164300"),
        ("iban: de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("GB33BUKB20201555555555", "GB33BUKB20201555555555"),
        ("IBAN NL92 ABNA 0417 1643 00", None),
        ("First National Bank 62 123 456 789, branch 250655", None),
        ("", None),
    ],
)
def test_an_iban_is_found_in_free_text_only_when_it_is_right(typed: str, found: str | None) -> None:
    assert iban_in(typed) == found


def test_a_european_transfer_is_written_line_by_line() -> None:
    view = invoice(currency="EUR", country="NL", bank_details=DUTCH, paid_cents=520039, seller=Party("Grachten\nB.V."))

    assert transfer(view, "NL91ABNA0417164300") == "BCD\n002\n1\nSCT\n\nGrachten B.V.\nNL91ABNA0417164300\nEUR10320.00\n\n\nKLF-00042"
    code = payment_code(view)
    assert code is not None
    assert code[1] is CodeKind.TRANSFER


def test_elsewhere_the_code_opens_the_page_to_pay_on() -> None:
    page = "https://foyer.example/my/invoices/42/pay"
    assert code_text(invoice(bank_details=DUTCH)) == code_text(invoice(bank_details="")) == (CodeKind.PAGE, page)
    code = payment_code(invoice(bank_details=""))
    assert code is not None
    assert code[1] is CodeKind.PAGE


def test_without_cards_it_is_the_payment_in_words() -> None:
    kind, words = code_text(invoice(pay_link=""))
    assert (kind, words.splitlines()[-2:]) == (CodeKind.WORDS, ["R 15 520.39", "KLF-00042"])


def test_no_code_where_there_is_nothing_to_pay_or_nowhere_to_pay_it() -> None:
    view = invoice()

    for none in (credit_note(), invoice(paid_cents=1552039), invoice(bank_details="", pay_link=""), replace(view, number=None)):
        assert payment_code(none) is None
