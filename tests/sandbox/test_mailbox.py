"""The mailbox shows each mail as it came and lets nothing in it do harm."""

from __future__ import annotations

import smtplib
import urllib.request
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from tests.vendors import Vendors

SCRIPT = "<script>document.title='taken over'</script>"


def letter(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "Desk <desk@foyer.example>", "To": "pay@acme.example", "Subject": "Invoice CPT-1", **headers}.items():
        message[name] = value
    message.set_content("Hello <b>there</b>")
    return message


def send(vendors: Vendors, message: EmailMessage, *to: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", vendors.smtp_port, timeout=60) as server:
        return server.send_message(message, "desk@foyer.example", to or ["pay@acme.example"])


def fetched(vendors: Vendors, path: str) -> tuple[bytes, dict[str, str]]:
    with urllib.request.urlopen(vendors.url + path) as answer:
        return answer.read(), dict(answer.headers)


def test_a_mail_with_everything_can_be_read(vendors: Vendors) -> None:
    message, picture = letter(), make_msgid(domain="foyer.example")
    message.add_alternative(f"<p>Hällo</p>{SCRIPT}<img src='cid:{picture[1:-1]}'>", subtype="html")
    shown = message.get_body(("html",))
    assert isinstance(shown, EmailMessage)
    shown.add_related(b"\x89PNG", "image", "png", cid=picture)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename='in"voice ü.pdf')
    send(vendors, message)

    number = vendors.mails()[0]["id"]
    page, headers = fetched(vendors, f"/mail/{number}")
    assert b'sandbox=""' in page
    assert b"Hello &lt;b&gt;there&lt;/b&gt;" in page
    assert "in&#34;voice ü.pdf".encode() in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    html, headers = fetched(vendors, f"/mail/{number}/html")
    assert b"Hallo" in html.replace("ä".encode(), b"a")
    assert b"data:image/png;base64,iVBORw==" in html
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    file, headers = fetched(vendors, f"/mail/{number}/attachments/0")
    assert (file, headers["Content-Disposition"]) == (b"%PDF-1.4", "attachment; filename*=UTF-8''in%22voice%20%C3%BC.pdf")
    assert fetched(vendors, f"/mail/{number}/raw")[0].startswith(b"From: Desk")
    assert vendors.call("GET", f"/mail/{number}/attachments/1")[0] == vendors.call("GET", "/mail/999")[0] == 404


def test_mails_are_found_by_subject_and_by_exact_recipient(vendors: Vendors) -> None:
    send(vendors, letter(Subject="100% done_now"))
    send(vendors, letter(Subject="1000 done now"), "pay@acme.example", "ann@acme.example")

    assert [mail["subject"] for mail in vendors.mails(q="100%")] == ["100% done_now"]
    assert [mail["subject"] for mail in vendors.mails(q="done_")] == ["100% done_now"]
    assert [mail["subject"] for mail in vendors.mails(to="ann@acme.example")] == ["1000 done now"]
    assert vendors.mails(to="n@acme.example") == []
    assert b"No mail matches" in fetched(vendors, "/mail?q=elsewhere")[0]


def test_long_lists_come_in_pages(vendors: Vendors) -> None:
    for number in range(51):
        send(vendors, letter(Subject=f"Mail {number}"))

    first, second = (fetched(vendors, path)[0] for path in ("/mail", "/mail?page=2"))
    assert b"Mail 50<" in first
    assert b"Mail 0<" not in first
    assert b"page=2" in first
    assert b"Mail 0<" in second


def test_names_in_mails_are_only_text_on_the_pages(vendors: Vendors) -> None:
    send(vendors, letter(Subject=SCRIPT, From=f'"{SCRIPT}" <desk@foyer.example>'))
    number = vendors.mails()[0]["id"]
    for path in ("/mail", f"/mail/{number}"):
        assert SCRIPT.encode() not in fetched(vendors, path)[0]


def test_broken_mails_are_kept_as_they_came(vendors: Vendors) -> None:
    raw = b"Subject: =?utf-8?b?broken\r\nFrom: <<>>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nno end \xff\r\n"
    with smtplib.SMTP("127.0.0.1", vendors.smtp_port, timeout=60) as server:
        server.sendmail("", ["b@x.example"], raw)

    number = vendors.mails()[0]["id"]
    assert fetched(vendors, f"/mail/{number}/raw")[0] == raw
    for path in (f"/mail/{number}", f"/mail/{number}/html", f"/mail/{number}/json", "/mail"):
        assert fetched(vendors, path)


def test_one_of_two_recipients_can_be_refused(vendors: Vendors) -> None:
    vendors.fault("550", "RCPT gone@acme.example", vendor="mail")
    refused = send(vendors, letter(), "gone@acme.example", "pay@acme.example")

    assert list(refused) == ["gone@acme.example"]
    assert vendors.mails()[0]["recipients"] == ["pay@acme.example"]


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_planned_hang_up_is_one_for_the_sender(vendors: Vendors, kind: str) -> None:
    vendors.fault(kind, "DATA *", vendor="mail")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(vendors, letter())
    assert len(vendors.mails()) == (1 if kind == "cut_after" else 0)
