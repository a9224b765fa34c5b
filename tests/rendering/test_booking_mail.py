"""Mails about bookings: both parts say the same, what people typed stays text, and money is for whoever pays."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from app.queries.booking_letters import BookingTold
from app.rendering.booking_mail import cancel_mail, invite_mail, notice_mail
from app.rendering.mail import MailContent
from tests.rendering.calendars import PLAN
from tests.rendering.test_account_mail import HOSTILE, KLOOF, seen

LINK = "https://foyer.example/my/bookings/6f1c"
BOOKER = BookingTold(
    uid=PLAN.uid, sequence=0, title="Plan B", room="Boardroom", where=PLAN.place, starts_at=PLAN.starts_at, ends_at=PLAN.ends_at, zone=PLAN.zone,
    currency="ZAR", is_first=True, is_cancelled=False, is_booker=True, booker="Ann Ndlovu", booker_email="ann@acme.example", organisation="Acme",
    made_by="Thandi of the desk", names={"ann@acme.example": "Ann Ndlovu", "ben@acme.example": "", "cleo@other.example": "Cleo"}, people=4, dates=0,
    last_on=None, credits=30000, invoice=18000, notices=((PLAN.starts_at - dt.timedelta(hours=24), Decimal(100)),), link=LINK,
)  # fmt: skip
GUEST = replace(BOOKER, is_booker=False, link="", notices=())


def mails(booking: BookingTold) -> list[MailContent]:
    later, over = replace(booking, is_first=False), replace(booking, is_cancelled=True)
    return [
        invite_mail(KLOOF, booking),
        invite_mail(KLOOF, later),
        cancel_mail(KLOOF, booking),
        cancel_mail(KLOOF, over),
        *(notice_mail(KLOOF, each) for each in (booking, later, over)),
    ]


@pytest.mark.parametrize("mail", [*mails(BOOKER), *mails(GUEST)], ids=lambda mail: mail.subject)
def test_both_parts_say_the_same(mail: MailContent) -> None:
    words = " ".join(seen(mail).split())
    facts = [part.strip() for line in mail.text.split("\n-- \n")[0].splitlines() for part in line.split(": ", 1) if part.strip()]
    assert len(facts) > 4 and all(" ".join(fact.split()) in words for fact in facts if fact != LINK)
    assert mail.subject.isascii() and "{" not in mail.text and len(re.findall(r"<a ", mail.html)) == mail.text.count(LINK)


def test_only_whoever_booked_reads_of_money() -> None:
    assert all("480.00" in mail.text or "R 300.00" in mail.text for mail in mails(BOOKER)[:4])
    for mail in mails(GUEST):
        assert "R " not in mail.text and "comes back" not in mail.text and "http" not in mail.html


def test_extras_are_told_to_whoever_booked_and_to_whoever_brings_them() -> None:
    with_coffee = replace(BOOKER, extras="8 × Coffee, 1 × Projector")
    assert "8 × Coffee, 1 × Projector" in invite_mail(KLOOF, with_coffee).text
    assert "8 × Coffee, 1 × Projector" in notice_mail(KLOOF, with_coffee).text
    assert "Coffee" not in invite_mail(KLOOF, replace(GUEST, extras=with_coffee.extras)).text


@pytest.mark.parametrize(
    "mail",
    mails(
        replace(BOOKER, extras=HOSTILE, title=HOSTILE, room=HOSTILE, booker=HOSTILE, organisation=HOSTILE, made_by=HOSTILE, where=HOSTILE)
    ),
    ids=lambda mail: mail.subject,
)
def test_hostile_texts_make_no_header_and_no_markup(mail: MailContent) -> None:
    assert not re.search(r"[\r\n\x00]", mail.subject + mail.sender_name + mail.sender_email)
    assert "<script" not in mail.html and "\u202e" not in mail.text + html.unescape(mail.html) and "49" not in mail.text
