"""Samples of mails about bookings of rooms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.queries.booking_letters import BookingTold
from app.rendering.booking_mail import cancel_mail, invite_mail, notice_mail
from app.rendering.mail_samples.written import ADDRESS, COLLEAGUE, COMPANY, PERSON, Sample, Written


def _booking(by: Written, *, first: bool = True, booker: bool = True, cancelled: bool = False, notice: bool = False) -> BookingTold:
    starts_at = by.at(18, 9)
    return BookingTold(
        uid="sample", sequence=0, title="Plan for July", room="Boardroom", where=f"Boardroom, {by.sender.location_name}", starts_at=starts_at, ends_at=by.at(18, 11, 30), zone=by.sender.zone,
        currency=by.currency, is_first=first, is_cancelled=cancelled, is_booker=booker, booker=PERSON, booker_email=ADDRESS, organisation=COMPANY, made_by=PERSON,
        names={ADDRESS: PERSON, "sipho@baobab.example": COLLEAGUE}, people=4, dates=0, last_on=None, credits=30_000, invoice=18_000,
        notices=((starts_at - dt.timedelta(hours=24), Decimal(100)),), link=f"{by.house}/bookings/show/1" if notice else f"{by.house}/my/bookings/1" if booker else "",
    )  # fmt: skip


def _of(mail: Any, **wishes: bool) -> Sample:
    return lambda by: mail(by.sender, _booking(by, **wishes))


BOOKINGS: dict[str, dict[str, Sample]] = {
    "booking_invite": {
        "booked": _of(invite_mail),
        "changed": _of(invite_mail, first=False),
        "invited": _of(invite_mail, booker=False),
        "changed_guest": _of(invite_mail, first=False, booker=False),
    },
    "booking_cancel": {
        "booker": _of(cancel_mail, cancelled=True),
        "cancelled": _of(cancel_mail, booker=False, cancelled=True),
        "uninvited": _of(cancel_mail, booker=False),
    },
    "booking_notice": {
        "booked": _of(notice_mail, notice=True),
        "changed": _of(notice_mail, first=False, notice=True),
        "cancelled": _of(notice_mail, cancelled=True, notice=True),
    },
}
