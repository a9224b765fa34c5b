"""Samples of mails to leads and contacts, to who waits for a place, to who sent somebody, and to who has credits that end."""

from __future__ import annotations

import datetime as dt

from app.queries.contacts.meeting_told import MeetingTold
from app.queries.lead_letters import LeadTold
from app.queries.opportunities.referral import ReferralTold
from app.queries.wallets.ending import EndingTold
from app.rendering import account_mail
from app.rendering.mail_samples.written import ADDRESS, COLLEAGUE, COMPANY, FIRST_NAME, PERSON, Sample, Written
from app.rendering.sales_mail import meeting_cancel_mail, meeting_invite_mail

LEAD = LeadTold(
    7, "KLF-L00007", PERSON, COMPANY, ADDRESS, "+27 21 555 0100", 4, dt.date(2026, 8, 1), "Do you have a quiet corner for four?"
)


def _meeting(by: Written, *, host: bool = False, first: bool = True, cancelled: bool = False) -> MeetingTold:
    return MeetingTold(
        uid="sample", sequence=0, title="A look at the studio", where=by.sender.location_name, text="Ring at the green door.", starts_at=by.at(18, 10), ends_at=by.at(18, 11), zone=by.sender.zone,
        is_first=first, is_cancelled=cancelled, is_host=host, host=COLLEAGUE, host_email=by.sender.sender_email or "desk@house.example", guest=PERSON, names={ADDRESS: PERSON},
        link=f"{by.house}/contacts/show/7" if host else "",
    )  # fmt: skip


SALES: dict[str, dict[str, Sample]] = {
    "lead_notice": {"": lambda by: account_mail.lead_notice_mail(by.sender, LEAD, link=f"{by.house}/leads/show/7")},
    "lead_thanks": {"": lambda by: account_mail.lead_thanks_mail(by.sender)},
    "meeting_invite": {
        "guest": lambda by: meeting_invite_mail(by.sender, _meeting(by)),
        "host": lambda by: meeting_invite_mail(by.sender, _meeting(by, host=True)),
        "changed": lambda by: meeting_invite_mail(by.sender, _meeting(by, first=False)),
    },
    "meeting_cancel": {
        "cancelled": lambda by: meeting_cancel_mail(by.sender, _meeting(by, cancelled=True)),
        "uninvited": lambda by: meeting_cancel_mail(by.sender, _meeting(by)),
    },
    "place_offered": {
        "": lambda by: account_mail.offer_mail(
            by.sender, name=PERSON, space="Desk 12", places=1, starts_on=dt.date(2026, 7, 1), until=dt.date(2026, 6, 20)
        )
    },
    "referral_reward": {
        "": lambda by: account_mail.referral_reward_mail(
            by.sender,
            ReferralTold(name=FIRST_NAME, who="Jan de Vries", cents=50_000, currency=by.currency, until=dt.date(2026, 9, 14)),
            link=f"{by.house}/my/wallet/",
        )
    },
    "credits_ending": {
        "own": lambda by: account_mail.credits_ending_mail(
            by.sender, EndingTold(FIRST_NAME, "", 50_000, by.currency, dt.date(2026, 9, 14)), link=f"{by.house}/my/bookings/"
        ),
        "team": lambda by: account_mail.credits_ending_mail(
            by.sender, EndingTold(FIRST_NAME, COMPANY, 50_000, by.currency, dt.date(2026, 9, 14)), link=f"{by.house}/my/bookings/"
        ),
    },
}
