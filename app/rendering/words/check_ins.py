"""Check-ins in words: who came, how it became known, and when."""

from __future__ import annotations

import datetime as dt

from flask_babel import format_date
from flask_babel import gettext as _

from app.models.check_in import Source
from app.queries.presence.who_is_in import Who

MONDAY = dt.date(2024, 1, 1)  # a Monday, to name the days of the week by


def source_said(source: Source) -> str:
    return {
        Source.KIOSK: _("at the kiosk"),
        Source.PHONE: _("on their phone"),
        Source.SESSION: _("in the portal"),
        Source.DESK: _("by the desk"),
        Source.WIFI: _("by the WiFi"),
        Source.DOOR: _("at a door"),
        Source.PEER: _("by the PIN of another network"),
    }[source]


def kind_said(who: Who) -> str:
    return {Who.MEMBER: _("Member"), Who.GUEST: _("Guest"), Who.VISITOR: _("Visitor"), Who.NOBODY: _("No longer known")}[who]


def weekday_said(number: int, width: str = "ccc") -> str:
    return str(format_date(MONDAY + dt.timedelta(days=number - 1), width))


def hour_said(weekday: int, hour: int) -> str:
    """ "Tuesday, 10:00 to 11:00"."""
    return _("%(weekday)s, %(start)s to %(end)s", weekday=weekday_said(weekday, "cccc"), start=f"{hour:02}:00", end=f"{hour + 1:02}:00")


def stay_said(stay: dt.timedelta | None) -> str:
    """ "3 h 20 min"; empty where nobody was seen leaving."""
    if stay is None:
        return ""
    minutes = int(stay.total_seconds() + 30) // 60
    return _("%(hours)d h %(minutes)02d min", hours=minutes // 60, minutes=minutes % 60)
