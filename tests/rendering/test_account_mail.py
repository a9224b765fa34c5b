"""Letters to persons: one purpose, one button, both parts equal, and nothing of a stranger's in them."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace

import pytest

from app.queries.document_view import Party
from app.queries.letter_sender import LetterSender
from app.rendering import account_mail, debtor_mail
from app.rendering.account_mail import WifiLogin
from app.rendering.mail import MailContent
from tests.rendering.accounts import CHARGEBACK, ENDING, REFERRAL, charge, digest, receipt, reminder, statement

LINK = "https://foyer.example/welcome/eyJ.x.y"
UNTIL = dt.datetime(2026, 12, 1, 12, 5, tzinfo=dt.UTC)
KLOOF = LetterSender(
    "Kloof Street", Party("Foyer Spaces (Pty) Ltd", "1 Kloof Street"), "Africa/Johannesburg", "en_ZA", "desk@kloof.example"
)
HOSTILE = "Ann\r\nBcc: x@y.example <script>alert(1)</script> {{7*7}} \u202egnp"
WIFI = WifiLogin("Kloof Guests", "ann.acme", "amber-kettle-42")


def letters(sender: LetterSender = KLOOF, text: str = "ann@acme.example") -> list[MailContent]:
    given = {"link": LINK, "until": UNTIL}
    return [
        account_mail.welcome_mail(sender, name=text, username=text, instructions=f"Ring.\n{text}", wifi=WIFI, **given),
        account_mail.reset_mail(sender, username=text, **given),
        account_mail.new_address_mail(sender, address=text, **given),
        account_mail.old_address_mail(sender, old=text, new=text, **given),
        account_mail.address_changed_mail(sender, address=text, link=LINK),
        account_mail.second_factor_reset_mail(sender, username=text, link=LINK),
        account_mail.api_key_made_mail(sender, username=text, link=LINK),
        account_mail.mail_arrives_mail(sender, name=text, link=LINK),
        account_mail.xero_lost_mail(sender, companies=text, link=LINK),
        *(
            debtor_mail.reminder_mail(sender, reminder(days, buyer=text, late=200_000, is_blocked=days > 7), link=LINK)
            for days in (-3, 0, 1, 14)
        ),
        debtor_mail.statement_mail(sender, statement(text), link=LINK),
        debtor_mail.receipt_mail(sender, receipt(text, text), link=LINK),
        account_mail.referral_reward_mail(sender, replace(REFERRAL, name=text, who=text), link=LINK),
        account_mail.credits_ending_mail(sender, replace(ENDING, name=text, team=text), link=LINK),
        account_mail.task_digest_mail(sender, digest(text), name=text, link=LINK),
        account_mail.bell_digest_mail(sender, [text, text], name=text, link=LINK),
        account_mail.chargeback_mail(sender, replace(CHARGEBACK, organisation=text, reference=text, reason=text), link=LINK),
        *(
            account_mail.card_declined_mail(sender, charge(*how, card=text, reason=f"PayFast refused: {text}"), link=LINK)
            for how in ((True, None), (False, UNTIL.date()), (False, None))
        ),
    ]


def seen(mail: MailContent) -> str:
    body = re.sub(r"(?s)<(style|title).*?</\1>", " ", mail.html)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("mail", letters(), ids=lambda mail: mail.subject)
def test_both_parts_say_the_same_with_one_button(mail: MailContent) -> None:
    assert re.findall(r'<a href="([^"]+)"', mail.html) == [LINK] and mail.text.count(LINK) == 1
    assert re.findall(r"https?://[^\"' )]+", mail.html) == [LINK] and "<img" not in mail.html and "prefers-color-scheme: dark" in mail.html
    words = seen(mail)
    facts = [part.strip() for line in mail.text.split("\n-- \n")[0].splitlines() for part in line.split(": ", 1) if part.strip()]
    assert len(facts) > 4 and all(fact in words for fact in facts if fact != LINK)
    assert (mail.sender_name, mail.sender_email) == ("Kloof Street", "desk@kloof.example")


@pytest.mark.parametrize("mail", letters(text=HOSTILE), ids=lambda mail: mail.subject)
def test_hostile_texts_make_no_header_and_no_markup(mail: MailContent) -> None:
    assert not re.search(r"[\r\n\x00]", mail.subject + mail.sender_name + mail.sender_email)
    assert "<script" not in mail.html and "\u202e" not in mail.text + mail.html and "49" not in mail.text


def test_the_wifi_and_the_instructions_stand_there_only_when_known() -> None:
    whole = letters()[0].text
    assert all(part in whole for part in ("Kloof Guests", "ann.acme", "amber-kettle-42", "Good to know", "Ring."))
    bare = account_mail.welcome_mail(KLOOF, name="", username="ann", link=LINK, until=UNTIL).text
    assert "WiFi" not in bare and "Good to know" not in bare and bare.startswith("Welcome\n")


def test_the_end_is_told_on_the_clock_of_the_location() -> None:
    assert "1 December 2026, 14:05" in letters()[1].text


def test_nobody_is_told_to_reply_where_nobody_reads() -> None:
    house = LetterSender("Foyer", Party("Foyer"), "UTC", "en_001")
    assert "nobody reads replies" in letters(house)[1].text and "nobody reads replies" not in letters()[1].text
