"""The mail archive: MailArchiva over HTTP and a mailbox over IMAP, the wrong key tried once, nothing of an address a command (contracts.md 6)."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from app.integrations.errors import GiveUp, LockedOut, Retry
from app.integrations.mail_archive.imap import ImapArchive
from app.integrations.mail_archive.mailarchiva import MailArchiva, quoted
from app.integrations.mail_archive.reading import harmless, shown
from app.sandbox.mailarchiva.gate import KEY
from tests.imap_server import ImapServer

ANN, US = "ann@acme.example", "desk@kloof.example"


def mail(number: int, *, sender: str = ANN, to: str = US, text: str = "Six desks, please.", html: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Somebody <{sender}>", to, f"Mail {number}"
    message["Date"], message["Message-ID"] = dt.datetime(2026, 6, number, 9, tzinfo=dt.UTC), f"<{number}@acme.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return bytes(message)


@pytest.fixture
def archive(world):
    def put(*raw: bytes) -> None:
        for number, each in enumerate(raw, start=1):
            at = dt.datetime(2026, 6, number, 9, tzinfo=dt.UTC).timestamp()
            world.vendors.post("/_control/mailarchiva/mails", {"raw": base64.b64encode(each).decode(), "at": at})

    put(mail(1), mail(2, sender=US, to=ANN), mail(3, sender="ben@other.example"), mail(4, Auto_Submitted="auto-replied"))
    return world.vendors


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_mailarchiva_in_both_spellings(archive, version):
    client = MailArchiva(url=f"{archive.url}/mailarchiva", key=KEY, version=version)
    found = client.search(ANN, page=1, size=10)
    assert [(each.message_id, each.sender, each.is_automatic) for each in found] == [
        ("<4@acme.example>", ANN, True),
        ("<2@acme.example>", US, False),
        ("<1@acme.example>", ANN, False),
    ]
    assert (found[2].subject, found[2].at, found[2].snippet) == ("Mail 1", dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC), "Six desks, please.")
    assert [each.message_id for each in client.search(ANN, page=2, size=2)] == ["<1@acme.example>"]
    assert client.search(ANN, page=1, size=10, exclude=[US]) == []
    assert b"Six desks" in client.fetch(found[2].archive_id)
    with pytest.raises(GiveUp, match="no more"):
        client.fetch("1/9999")


def test_a_wrong_key_is_tried_once(archive):
    client = MailArchiva(url=f"{archive.url}/mailarchiva", key="wrong", version="v2")
    with pytest.raises(LockedOut):
        client.search(ANN, page=1, size=10)
    assert len(archive.calls("GET */blobs")) == 1


@pytest.mark.parametrize("kind", ["500", "503", "cut_before", "cut_body", "wrong_json", "429"])
def test_what_is_away_is_said_and_not_asked_twice(archive, kind):
    archive.fault(kind, "GET */blobs", vendor="mailarchiva", times=3)
    with pytest.raises(Retry):
        MailArchiva(url=f"{archive.url}/mailarchiva", key=KEY, version="v2").search(ANN, page=1, size=10)
    assert len(archive.calls("GET */blobs")) == 1


def test_an_address_is_no_command():
    assert quoted('a" OR all:"x\\') == '"a\\" OR all:\\"x\\\\"'


@pytest.fixture
def mailbox() -> Iterator[ImapServer]:
    server = ImapServer()
    server.mails = [
        mail(1),
        mail(2, sender=US, to=ANN),
        mail(3, sender="ben@other.example"),
        mail(4, html="<p>Hi <b>you</b></p>", text="Hi you"),
    ]
    yield server
    server.stop()


def imap(server: ImapServer, **wishes: str) -> ImapArchive:
    return ImapArchive(**{"host": "127.0.0.1", "port": server.port, "username": "archive", "password": "right", "folder": "INBOX"} | wishes)


def test_a_mailbox_over_imap(mailbox):
    found = imap(mailbox).search(ANN, page=1, size=2)
    assert [(each.message_id, each.sender) for each in found] == [("<4@acme.example>", ANN), ("<2@acme.example>", US)]
    assert [each.snippet for each in imap(mailbox).search(ANN, page=2, size=2)] == ["Six desks, please."]
    assert imap(mailbox).search(ANN, page=1, size=9, exclude=[US]) == [] and imap(mailbox).search("zoë@acme.example", page=1, size=9) == []
    assert b"Subject: Mail 4" in imap(mailbox).fetch(found[0].archive_id)
    mailbox.valid = 78
    with pytest.raises(GiveUp, match="no more"):
        imap(mailbox).fetch(found[0].archive_id)
    with pytest.raises(GiveUp, match="no folder"):
        imap(mailbox, folder="Elsewhere").search(ANN, page=1, size=2)


def test_a_wrong_password_over_imap_is_tried_once_and_a_lost_server_is_said(mailbox):
    with pytest.raises(LockedOut):
        imap(mailbox, password="wrong").search(ANN, page=1, size=2)
    assert mailbox.log_ins == 1
    with pytest.raises(GiveUp):
        imap(mailbox).search('a"\r\nb@x.example', page=1, size=2)
    mailbox.stop()
    with pytest.raises(Retry):
        imap(mailbox).search(ANN, page=1, size=2)


HOSTILE = """<p onclick="x()">Hello<script>alert(1)</script><img src="https://spy.example/1.gif"><a href="javascript:alert(1)">a</a><a href="https://ok.example">b</a>
<style>p{background:url(https://spy.example)}</style><form action="/x"><input></form><iframe src="x"></iframe><div style="position:fixed">d</div><svg><image href="https://spy.example"/></svg></p>"""


def test_a_mail_is_made_harmless():
    clean = harmless(HOSTILE)
    for word in ("script", "onclick", "img", "spy.example", "javascript", "style", "form", "input", "iframe", "svg"):
        assert word not in clean, word
    assert 'href="https://ok.example"' in clean and "noopener" in clean


def test_text_is_escaped_and_attachments_are_names():
    message = EmailMessage()
    message["Date"], message["From"] = dt.datetime(2026, 6, 1, tzinfo=dt.UTC), ANN
    message.set_content("1 < 2\n<script>x</script>")
    message.add_attachment(b"12345", "application", "pdf", filename="Floor 'plan'.pdf")
    found = shown(bytes(message))
    assert "<script" not in found.body and "1 &lt; 2" in found.body and found.attachments == [{"name": "Floor 'plan'.pdf", "bytes": 5}]
    assert shown(b"\xff\xfe nonsense").attachments == []
