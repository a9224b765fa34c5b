"""The mail of a document: one purpose, one button, both parts equal, the location as its sender."""

from __future__ import annotations

import datetime as dt
import html
import re

from app.rendering.mail import MailContent, invoice_mail
from tests.rendering.documents import credit_note, invoice

LINK = "https://foyer.example/my/invoices/6f1c"


def seen(mail: MailContent) -> str:
    """The words of the HTML part as a reader sees them."""
    body = re.sub(r"(?s)<(style|title).*?</\1>", " ", mail.html)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_subject_tells_the_amount_and_the_day() -> None:
    assert invoice_mail(invoice()).subject == "Invoice KLF-00042 from Kloof Street, June 2026: R 15 520.39 due 8 June"
    assert invoice_mail(invoice(due_on=dt.date(2027, 1, 4))).subject.endswith("due 4 January 2027")
    assert invoice_mail(invoice(paid_cents=1552039)).subject == "Invoice KLF-00042 from Kloof Street, June 2026: nothing to pay"
    assert invoice_mail(credit_note()).subject == "Credit note KLF-CN-00003 from Kloof Street: R 4 817.92 for invoice KLF-00042"
    assert invoice_mail(credit_note(corrected_number="")).subject == "Credit note KLF-CN-00003 from Kloof Street, June 2026: R 4 817.92"


def test_both_parts_say_the_same() -> None:
    for view in (invoice(), invoice(paid_cents=500000), credit_note(), credit_note(applied_cents=0, corrected_number="", reason="")):
        mail = invoice_mail(view, link=LINK)
        words = seen(mail)
        facts = [part.strip() for line in mail.text.split("\n-- \n")[0].splitlines() for part in line.split(": ", 1) if part.strip()]
        assert len(facts) > 6
        for fact in facts:
            assert fact in (words if fact != LINK else mail.html)


def test_one_button_when_there_is_a_page_and_none_otherwise() -> None:
    assert re.findall(r'<a href="([^"]+)"', invoice_mail(invoice(), link=LINK).html) == [LINK]
    assert "<a " not in invoice_mail(invoice()).html
    assert f"View and pay: {LINK}" in invoice_mail(invoice(), link=LINK).text and "View" not in invoice_mail(invoice()).text
    assert f"View invoice: {LINK}" in invoice_mail(invoice(paid_cents=1552039), link=LINK).text
    assert f"View credit note: {LINK}" in invoice_mail(credit_note(), link=LINK).text


def test_the_mail_asks_for_nothing_from_elsewhere_and_follows_the_readers_colours() -> None:
    page = invoice_mail(invoice(), link=LINK).html

    assert re.findall(r"https?://[^\"' )]+", page) == [LINK]
    assert "<img" not in page
    assert "prefers-color-scheme: dark" in page


def test_a_settled_invoice_does_not_ask_for_money() -> None:
    mail = invoice_mail(invoice(paid_cents=1552039))

    assert "How to pay" not in mail.text
    assert "62 123 456 789" not in mail.html


def test_the_location_signs() -> None:
    mail = invoice_mail(invoice())

    assert (mail.sender_name, mail.sender_email) == ("Kloof Street", "accounts@kloof.example")
