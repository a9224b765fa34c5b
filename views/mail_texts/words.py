"""What stands behind the placeholders of mails, and in which order mails are listed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _("Money"),
        (
            "invoice_sent",
            "credit_note_sent",
            "reminder",
            "statement",
            "receipt",
            "card_declined",
            "price_rise",
            "price_restored",
            "chargeback",
        ),
    ),
    (
        _("Accounts"),
        (
            "welcome",
            "password_reset",
            "address_change_new",
            "address_change_old",
            "address_changed",
            "second_factor_reset",
            "api_key_made",
            "account_locked",
            "referral_reward",
            "credits_ending",
        ),
    ),
    (_("Bookings"), ("booking_invite", "booking_cancel", "booking_notice")),
    (_("Guests"), ("visit_invite", "visit_cancel", "guest_welcome", "guest_notice")),
    (
        _("Sales"),
        (
            "lead_thanks",
            "lead_notice",
            "meeting_invite",
            "meeting_cancel",
            "paper_sent",
            "paper_reminder",
            "paper_signed",
            "paper_declined",
            "place_offered",
        ),
    ),
    (_("Help"), ("ticket_new", "ticket_answer", "ticket_reply")),
    (_("To staff"), ("task_digest", "bell_digest", "report", "xero_lost", "mail_arrives", "health_red", "health_well")),
)
PARTS = {
    "facts": _("the facts of this mail as a table, alone on a line"),
    "button": _("the button with its link, alone on a line"),
    "details": _("lists and longer parts of this mail, alone on a line"),
}
NAMES = {
    "place": _("the location"),
    "seller": _("its legal name"),
    "seller_address": _("its address on one line"),
    "reply_address": _("the address that answers go to"),
    "number": _("the number"),
    "invoice": _("the invoice that is credited"),
    "month": _("the month"),
    "amount": _("the amount"),
    "before": _("the amount until then"),
    "day": _("the day that counts"),
    "told": _("the day of the letter before"),
    "buyer": _("who pays"),
    "organisation": _("the organisation"),
    "reference": _("the bank's reference"),
    "code": _("the number of the record"),
    "period": _("from when to when"),
    "name": _("the person or organisation"),
    "username": _("the name to sign in with"),
    "until": _("until when it holds"),
    "title": _("what it is called"),
    "when": _("day and time"),
    "where": _("room and location"),
    "room": _("the room"),
    "host": _("whoever receives or invites"),
    "guest": _("the guest"),
    "who": _("person and company"),
    "about": _("what it is about"),
    "company": _("the company"),
    "reason": _("what they said"),
    "space": _("the space"),
    "starts_on": _("the first day"),
    "due": _("how many tasks, in words"),
    "unread": _("how many, in words"),
    "findings": _("the findings, as sentences"),
    "stop": _("the page on which it is ended"),
    "companies": _("the books"),
    "trouble": _("what is wrong"),
}
