"""Mails of the sales team: a guest's answer goes to the colleague, a machine may stop them, what people typed stays text."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from app.rendering.mail import MailContent
from app.rendering.sales_mail import meeting_cancel_mail, meeting_invite_mail, sales_mail
from tests.rendering.accounts import KLOOF
from tests.rendering.sales import GUEST, HOST, UNSUBSCRIBE, sales_mails
from tests.rendering.test_account_mail import HOSTILE

TYPED = replace(GUEST, title=HOSTILE, where=HOSTILE, text=HOSTILE, host=HOSTILE, guest=HOSTILE)
MAILS = [
    meeting_invite_mail(KLOOF, TYPED),
    meeting_cancel_mail(KLOOF, TYPED),
    sales_mail(KLOOF, subject=HOSTILE, text=HOSTILE, writer=HOSTILE, reply_to="", unsubscribe=UNSUBSCRIBE),
]


def test_who_reads_what() -> None:
    guest, host = meeting_invite_mail(KLOOF, GUEST), meeting_invite_mail(KLOOF, HOST)
    assert guest.reply_to == "thandi@kloof.example" and "http" not in guest.text and "Thandi Mokoena" in guest.text
    assert host.reply_to == "" and "/contacts/show/7" in host.text and "You receive Ann Ndlovu" in host.text


def test_one_click_stops_them() -> None:
    words = sales_mails()["sales_mail"]
    assert words.headers == {"List-Unsubscribe": f"<{UNSUBSCRIBE}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    assert words.by_hand and UNSUBSCRIBE in words.text and UNSUBSCRIBE in words.html and words.reply_to == "thandi@kloof.example"


@pytest.mark.parametrize("mail", MAILS, ids=["invite", "cancel", "mail"])
def test_hostile_texts_make_no_header_and_no_markup(mail: MailContent) -> None:
    assert not re.search(r"[\r\n\x00]", mail.subject + mail.sender_name + mail.sender_email)
    assert "<script" not in mail.html and "\u202e" not in mail.text + html.unescape(mail.html)
