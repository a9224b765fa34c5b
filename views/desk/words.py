"""How the desk says what it knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.core import clock
from app.models import Location
from app.models.check_in import LeftBy
from app.queries.presence.who_is_in import Present
from app.web.avatars import picture_or
from app.web.formats import as_date

ENDS = {
    LeftBy.KIOSK: lambda: _("at the kiosk"),
    LeftBy.PHONE: lambda: _("on their phone"),
    LeftBy.SESSION: lambda: _("in the portal"),
    LeftBy.DESK: lambda: _("by the desk"),
    LeftBy.CLOSING: lambda: _("at closing time"),
    LeftBy.WIFI: lambda: _("the WiFi no longer hears them"),
}


def left_said(how: LeftBy | None) -> str:
    return ENDS[how]() if how is not None else ""


def wall(instant: dt.datetime | None, location: Location) -> str:
    """The time on the clock of the place; with the day, where it is another one than today's."""
    if instant is None:
        return ""
    there = clock.local(instant, location.zone)
    return f"{there:%H:%M}" if there.date() == clock.today(location.zone) else f"{as_date(there.date())} {there:%H:%M}"


def face(person: Present | Any, size: str = "md") -> Markup:
    """Their picture, or the letters of their name."""
    return picture_or(getattr(person, "picture_id", None), letters(person.name), size)


def letters(name: str) -> str:
    """ "Mia van Jansen" -> "MJ"."""
    parts = [part for part in name.split() if part[:1].isalpha()]
    return ("".join(part[0] for part in (parts[:1] + parts[1:][-1:]))).upper()


def known_said(person: Present) -> str:
    """ "Acme · to Anna Botha", "of Foyer Berlin"."""
    parts = [person.company]
    if person.network:
        parts.append(_("of %(network)s", network=person.network))
    if person.host:
        parts.append(_("to %(host)s", host=person.host))
    return " · ".join(part for part in parts if part)
