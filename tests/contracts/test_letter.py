"""A letter is the same bytes each time, and what people typed cannot break out of its header (I7, contracts.md 10)."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import replace
from email.policy import default

import pytest

from app.integrations.errors import GiveUp
from app.integrations.mail import Attachment, Letter, built
from app.integrations.mail.letter import POLICY
from app.sandbox.post.mailbox import body

PDF = Attachment("Factuur Zażółć 👋.pdf", "application/pdf", b"%PDF-1.4 \x00\xff")
LETTER = Letter(
    message_id="<d-42.01hzx3c9q8w7e6r5t4y3u2i1@mail.foyer.example>",
    sent_at=dt.datetime(2026, 6, 1, 6, 30, tzinfo=dt.UTC),
    sender=("Zażółć Gęślą, the (front) desk", "desk@foyer.example"),
    recipient="pay@acme.example",
    subject="Invoice CPT-00001 – Zażółć 👋 " + "long " * 30 + "end",
    text="Hello\n.\nA lonely dot above; ünïcode",
    html="<p>Hëllo</p>",
    reply_to="accounts@foyer.example",
    attachments=(PDF,),
    headers={"List-Unsubscribe": "<https://foyer.example/u/tok>"},
)


def test_a_letter_reads_back_as_it_was_written() -> None:
    raw = built(LETTER).as_bytes(policy=POLICY)
    read = email.message_from_bytes(raw, policy=default)

    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert read["Subject"] == LETTER.subject
    assert read["From"].addresses[0].display_name == LETTER.sender[0]
    assert (read["Message-ID"], read["Auto-Submitted"], read["Reply-To"]) == (LETTER.message_id, "auto-generated", LETTER.reply_to)
    assert body(read, "plain").splitlines() == LETTER.text.splitlines()
    assert body(read, "html").strip() == LETTER.html
    (part,) = read.iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == (PDF.name, PDF.type, PDF.content)


def test_the_same_letter_is_the_same_to_the_byte() -> None:
    assert built(LETTER).as_bytes(policy=POLICY) == built(LETTER).as_bytes(policy=POLICY)


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, subject="Invoice\r\nBcc: thief@example.com"),
        replace(LETTER, sender=("Desk\nBcc: thief@example.com", "desk@foyer.example")),
        replace(LETTER, recipient="pay@acme.example\r\nBcc: thief@example.com"),
        replace(LETTER, recipient="pay@acme.example, thief@example.com"),
        replace(LETTER, recipient=""),
        replace(LETTER, reply_to="a@b.example\nBcc: thief@example.com"),
        replace(LETTER, message_id="<a@b>\r\nBcc: thief@example.com"),
        replace(LETTER, headers={"X-Room": "Boardroom\r\nBcc: thief@example.com"}),
    ],
)
def test_a_line_break_in_a_header_is_given_up(letter: Letter) -> None:
    with pytest.raises(GiveUp, match="cannot be addressed"):
        built(letter)


def test_a_line_break_in_a_file_name_becomes_a_space() -> None:
    raw = built(replace(LETTER, attachments=(replace(PDF, name='a"\r\nBcc: thief@example.com.pdf'),))).as_bytes(policy=POLICY)
    read = email.message_from_bytes(raw, policy=default)

    assert read["Bcc"] is None
    assert [part.get_filename() for part in read.iter_attachments()] == ['a"  Bcc: thief@example.com.pdf']


def test_addresses_in_other_scripts_are_written_in_ascii_and_never_as_encoded_words() -> None:
    """RFC 2047, 5; and by IDNA 2008: by its forerunner `faß` is `fass`, which is somebody else."""
    raw = built(replace(LETTER, sender=("Desk", "desk@bücher.example"), recipient="pay@faß.de", reply_to="desk@bücher.example")).as_bytes(
        policy=POLICY
    )
    read = email.message_from_bytes(raw, policy=default)
    assert [read[name].addresses[0].addr_spec for name in ("From", "To", "Reply-To")] == [
        "desk@xn--bcher-kva.example",
        "pay@xn--fa-hia.de",
        "desk@xn--bcher-kva.example",
    ]
    assert b"To: pay@xn--fa-hia.de\r\n" in raw
    with pytest.raises(GiveUp, match="cannot be addressed"):
        built(replace(LETTER, recipient="łukasz@acme.example"))
