"""What categories, statuses and waiting times of tickets are called, by each side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.core import clock
from app.models import Ticket
from app.models.ticket import TicketCategory, TicketStatus
from app.web.formats import as_badge
from app.web.place import reader_today

UNSOLVED_TODAY = "_flt_7_asked_at"
C, T = TicketCategory, TicketStatus
CATEGORIES: dict[TicketCategory, Callable[[], str]] = {
    C.ROOM: lambda: _("A room or its equipment"),
    C.DESK: lambda: _("A desk or chair"),
    C.WIFI: lambda: _("WiFi"),
    C.PRINTING: lambda: _("Printing"),
    C.DOORS: lambda: _("Doors and keys"),
    C.CLEANING: lambda: _("Cleaning, kitchen, toilets"),
    C.INVOICES: lambda: _("Invoices and membership"),
    C.OTHER: lambda: _("Something else"),
}
STATUSES: dict[TicketStatus, Callable[[], str]] = {
    T.NEW: lambda: _("New"),
    T.OPEN: lambda: _("Open"),
    T.WAITING: lambda: _("Waits for the member"),
    T.SOLVED: lambda: _("Solved"),
    T.REOPENED: lambda: _("Reopened"),
    T.CLOSED: lambda: _("Closed"),
}
# The same to the member.
MINE: dict[TicketStatus, Callable[[], str]] = STATUSES | {
    T.NEW: lambda: _("Sent"),
    T.OPEN: lambda: _("In hand"),
    T.WAITING: lambda: _("Waits for you"),
}
BECAME: dict[TicketStatus, Callable[[], str]] = {
    T.NEW: lambda: _("new"),
    T.OPEN: lambda: _("now in hand"),
    T.WAITING: lambda: _("now waits for an answer"),
    T.SOLVED: lambda: _("solved"),
    T.REOPENED: lambda: _("open again"),
    T.CLOSED: lambda: _("closed"),
}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def category_said(value: TicketCategory | None, row: Any = None) -> str:
    return CATEGORIES[TicketCategory(value)]() if value else ""


def status_badge(value: TicketStatus | None, row: Any = None, *, mine: bool = False) -> Markup:
    if not value:
        return Markup("")
    status = TicketStatus(value)
    return as_badge(status, text=(MINE if mine else STATUSES)[status]())


def took_said(span: dt.timedelta | None) -> str:
    """ "35 min", "3 h", "2 days": as exact as anybody needs."""
    if span is None:
        return ""
    if span < HOUR:
        return _("%(num)s min", num=max(1, round(span.total_seconds() / 60)))
    if span < 2 * DAY:
        return _("%(num)s h", num=round(span / HOUR))
    return ngettext("%(num)d day", "%(num)d days", round(span / DAY))


def waiting_said(since: dt.datetime | None, row: Any = None) -> str:
    """How long somebody waits for a word."""
    return took_said(clock.now() - since) if since is not None else ""


def place_said(row: Ticket) -> str:
    return " · ".join(each for each in (str(row.location), row.place) if each)


def unsolved_today() -> dict[str, str]:
    """What the address of the list says of those that are not solved yet."""
    return {UNSOLVED_TODAY: reader_today().isoformat()}
