"""How screens say what a schedule does, how often, and how long it took."""

from __future__ import annotations

import datetime as dt
import re

from flask_babel import format_date, format_timedelta
from flask_babel import gettext as _

from app.models import Schedule
from app.models.schedule import Frequency
from app.web.words import spoken

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONDAY = dt.date(2024, 1, 1)
AT = re.compile(r"(\d{1,2}) (\d{1,2}) \* \* (\*|mon|tue|wed|thu|fri|sat|sun)")


def task_said(task: str) -> str:
    """Its name, as people say it."""
    names = {
        "health_check": lambda: _("Health check"),
        "xero_tokens": lambda: _("Xero: keep the connection"),
        "xero_cache": lambda: _("Xero: read payments and credit notes"),
        "access_reconcile": lambda: _("Access: compare with all systems"),
        "door_entries": lambda: _("Doors: read who came in"),
        "print_accounts": lambda: _("Printing: read balances"),
        "due_reserves": lambda: _("Credits: holds become debits"),
        "bookings": lambda: _("Bookings: ends, holds and no-shows"),
        "unpaid_purchases": lambda: _("Purchases that nobody paid"),
        "quotas": lambda: _("Credits: quotas of the period"),
        "credits_ending": lambda: _("Credits that end: mails ahead"),
        "presence": lambda: _("Presence: WiFi, and closing time"),
        "guest_wifi": lambda: _("Guests: WiFi that is over"),
        "charges": lambda: _("Cards: tries again, and unknown outcomes"),
        "papers": lambda: _("Proposals: reminders and last days"),
        "referrals": lambda: _("Referrals: rewards to take back"),
        "verify_books": lambda: _("Books: every promise is checked"),
        "dunning": lambda: _("Dunning: reminders"),
        "price_escalation": lambda: _("Price rises: proposals and letters"),
        "discount_expiry": lambda: _("Discounts that end soon"),
        "task_digests": lambda: _("Sales: the mail of the morning"),
        "bounces": lambda: _("Mails that came back: read their mailbox"),
        "retention": lambda: _("Retention: what is past its term"),
        "contacts": lambda: _("Contacts: whoever appeared"),
        "files": lambda: _("Files: into storage, and out of it"),
        "leads_cool": lambda: _("Leads: silence cools"),
        "organisations_follow": lambda: _("Organisations follow their licenses"),
        "visits": lambda: _("Guests who did not come"),
        "webhooks": lambda: _("Webhooks: messages that are tried again"),
    }
    return str(names[task]()) if task in names else spoken(task)


def often_said(row: Schedule) -> str:
    """ "each day at 06:30", or the five fields."""
    plain = {
        Frequency.EVERY_MINUTE: lambda: _("every minute"),
        Frequency.EVERY_5_MINUTES: lambda: _("every five minutes"),
        Frequency.HOURLY: lambda: _("each hour"),
        Frequency.DAILY: lambda: _("each day at 00:00"),
        Frequency.WEEKLY: lambda: _("each Monday at 00:00"),
        Frequency.MONTHLY: lambda: _("on the first of each month at 00:00"),
        Frequency.ANNUALLY: lambda: _("on 1 January at 00:00"),
    }
    if row.frequency in plain:
        return str(plain[row.frequency]())
    found = AT.fullmatch(row.cron)
    if found is None:
        return row.cron
    time = f"{int(found[2]):02d}:{int(found[1]):02d}"
    if found[3] == "*":
        return str(_("each day at %(time)s", time=time))
    day = format_date(MONDAY + dt.timedelta(days=DAYS.index(found[3])), "EEEE")
    return str(_("each %(day)s at %(time)s", day=day, time=time))


def took_said(took: dt.timedelta | None) -> str:
    """ "0.4 s", "12 seconds", "3 minutes"; nothing while nobody knows."""
    if took is None:
        return ""
    seconds = took.total_seconds()
    return str(_("%(seconds)s s", seconds=f"{seconds:.1f}")) if seconds < 10 else str(format_timedelta(took, threshold=1.2))
