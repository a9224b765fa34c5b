"""Mails of the sales team, and those about tickets, as golden files have them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app.queries.contacts.meeting_told import MeetingTold
from app.queries.lead_letters import LeadTold
from app.queries.tickets.letters import TicketTold
from app.rendering.account_mail import lead_notice_mail, lead_thanks_mail
from app.rendering.mail import MailContent
from app.rendering.sales_mail import meeting_cancel_mail, meeting_invite_mail, sales_mail
from app.rendering.ticket_mail import ticket_answer_mail, ticket_new_mail, ticket_reply_mail
from tests.rendering.accounts import KLOOF
from tests.rendering.calendars import PLAN

GUEST = MeetingTold(
    uid=PLAN.uid, sequence=0, title="A look at the studio", where=PLAN.place, text="Ring at number 1.\nParking is behind the house.", starts_at=PLAN.starts_at, ends_at=PLAN.ends_at,
    zone=PLAN.zone, is_first=True, is_cancelled=False, is_host=False, host="Thandi Mokoena", host_email="thandi@kloof.example", guest="Ann Ndlovu",
    names={"thandi@kloof.example": "Thandi Mokoena", "ann@acme.example": "Ann Ndlovu"}, link="",
)  # fmt: skip
HOST = replace(GUEST, is_host=True, link="https://foyer.example/contacts/show/7")
LEAD = LeadTold(
    7,
    "KLF-L00007",
    "Ann Ndlovu",
    "Acme & Daughters",
    "ann@acme.example",
    "+27 21 555 0100",
    4,
    dt.date(2026, 8, 1),
    "Do you have a quiet corner\nfor four?",
)
TICKET = TicketTold(
    1042,
    "room",
    "Garden room",
    "Ann Ndlovu",
    "Acme & Daughters",
    "Ann Ndlovu",
    "The screen stays dark.\nI tried <b>both</b> cables.",
    2,
    "new",
)
UNSUBSCRIBE = "https://foyer.example/unsubscribe/6f1c"


def sales_mails() -> dict[str, MailContent]:
    """By the name of their golden file."""
    return {
        "lead_notice": lead_notice_mail(KLOOF, LEAD, link="https://foyer.example/leads/show/7"),
        "lead_thanks": lead_thanks_mail(KLOOF),
        "ticket_new": ticket_new_mail(KLOOF, TICKET, link="https://foyer.example/tickets/show/1042"),
        "ticket_answer": ticket_answer_mail(
            KLOOF,
            replace(TICKET, author="Zanele Dube", text="Which input do you use?", photos=0, status="waiting"),
            link="https://foyer.example/my/help/1042",
        ),
        "ticket_solved": ticket_answer_mail(
            KLOOF, replace(TICKET, author="Zanele Dube", text="", photos=0, status="solved"), link="https://foyer.example/my/help/1042"
        ),
        "ticket_reply": ticket_reply_mail(
            KLOOF, replace(TICKET, text="Dark again.", photos=0, status="reopened"), link="https://foyer.example/tickets/show/1042"
        ),
        "meeting_invite": meeting_invite_mail(KLOOF, GUEST),
        "meeting_invite_host": meeting_invite_mail(KLOOF, HOST),
        "meeting_changed": meeting_invite_mail(KLOOF, replace(GUEST, is_first=False, sequence=1)),
        "meeting_cancel": meeting_cancel_mail(KLOOF, replace(GUEST, is_cancelled=True)),
        "meeting_uninvited": meeting_cancel_mail(KLOOF, GUEST),
        "sales_mail": sales_mail(
            KLOOF,
            subject="Six desks at Kloof",
            text="Dear Ann,\n\nsix desks are free from July.\nShall we meet?",
            writer="Thandi Mokoena",
            reply_to="thandi@kloof.example",
            unsubscribe=UNSUBSCRIBE,
        ),
    }
