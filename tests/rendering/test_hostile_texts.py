"""Whatever people type stays text: no markup, no template, no header, no file and no address is reached by it."""

from __future__ import annotations

import base64
import email.policy
import re
import threading
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pikepdf
import pytest

from app.queries.document_view import Party
from app.rendering.fetcher import OurFilesOnly
from app.rendering.mail import invoice_mail
from app.rendering.pdf import invoice_html, invoice_pdf, press
from app.rendering.receipt import receipt_html, receipt_pdf
from tests.rendering.accounts import receipt
from tests.rendering.documents import HOSTILE, hostile, invoice, pages_of


def test_hostile_texts_are_printed_as_they_were_typed() -> None:
    html = invoice_html(hostile())

    assert "<script" not in html
    assert "{{7*7}}" in html
    assert "\u202e" not in html
    assert "\x00" not in html
    with pikepdf.open(BytesIO(invoice_pdf(hostile()))) as document:
        assert 3 < len(document.pages) < 20


def test_hostile_texts_of_a_payment_are_printed_as_they_were_typed() -> None:
    view = receipt(HOSTILE, HOSTILE)
    html = receipt_html(view)

    assert "<script" not in html
    assert "{{7*7}}" in html
    assert "\u202e" not in html
    (page,) = pages_of(receipt_pdf(view))
    assert "<script>alert(1)</script>" in "".join(page.split())


def test_pictographs_are_left_off_the_page_which_stays_readable_by_machines() -> None:
    (page,) = pages_of(invoice_pdf(invoice(buyer=Party("Party \U0001f469\u200d\U0001f680 & Sons \u2764\ufe0f <b>", "Straße 1\nŁódź"))))

    assert "Party & Sons" in " ".join(page.split())
    assert "<b>" in page
    assert "Łódź" in page


def test_hostile_texts_make_no_header_and_no_markup_in_a_mail() -> None:
    mail = invoice_mail(hostile(), link='https://foyer.example/my?a=1&b="><script>')
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = mail.subject
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")

    assert not re.search(r"[\r\n\x00]", mail.subject + mail.sender_name + mail.sender_email)
    assert len(mail.subject) <= 250
    assert "Bcc" not in message
    assert not re.search(rb"(?mi)^Bcc", message.as_bytes().split(b"\r\n\r\n")[0])
    assert "<script" not in mail.html
    assert "49" not in mail.text
    assert "\u202e" not in mail.text + mail.html


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://169.254.169.254/latest/meta-data",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "static:fonts/../../config.py",
        "static:fonts/..%2F..%2Fconfig.py",
        "static:fonts/README.md",
        "static:foyer.css",
    ],
)
def test_nothing_is_fetched_but_our_own(address: str) -> None:
    with pytest.raises(ValueError, match=r"protocol|not a font"):
        OurFilesOnly().fetch(address)


def test_our_fonts_and_pictures_that_come_along_are_fetched() -> None:
    fetch = OurFilesOnly().fetch

    assert fetch("static:fonts/source-sans-3-latin-400-normal.woff2").read()[:4] == b"wOF2"
    assert fetch("data:text/plain;base64," + base64.b64encode(b"hello").decode()).read() == b"hello"


def test_a_page_that_asks_for_an_address_never_reaches_it() -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        svg = f'<svg width="9" height="9"><image href="{there}/c"/></svg>'
        pdf = press().printed(
            f'<title>x</title><link rel=stylesheet href="{there}/a"><img src="{there}/b" alt=""><p style="background:url({there}/d)">still here</p>{svg}'
        )
        server.shutdown()

    assert asked == []
    assert "still here" in pages_of(pdf)[0]


def test_a_picture_that_is_none_is_not_carried() -> None:
    assert "<img" not in invoice_html(invoice(logo=b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'))
