"""iCalendar feeds of whole days (RFC 5545, 3.6.1): calendars that people subscribe to show events and no to-dos. Values in, bytes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from icalendar import Calendar, Event, vText

from app.rendering.ical import HOUR, PRODUCT
from app.rendering.templates import one_line

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WholeDay:
    """Something of a day, which takes up no time. `is_certain`: false shows it as tentative."""

    uid: str
    on: dt.date
    summary: str
    description: str = ""
    link: str = ""
    is_certain: bool = True


def day_feed(name: str, days: Sequence[WholeDay], *, stamped_at: dt.datetime) -> bytes:
    """To be fetched again each hour. The same days and stamp give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(one_line(name)))
    calendar.add("refresh-interval", HOUR, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for day in days:
        calendar.add_component(_event(day, stamped_at))
    return bytes(calendar.to_ical())


def _event(day: WholeDay, stamped_at: dt.datetime) -> Any:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", stamped_at.replace(microsecond=0).astimezone(dt.UTC))
    event.add("dtstart", day.on)
    event.add("dtend", day.on + DAY)  # the end is not part of it
    event.add("summary", one_line(day.summary))
    event.add("status", "CONFIRMED" if day.is_certain else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    for name, text in (("description", day.description), ("url", day.link)):
        if text:
            event.add(name, text)
    return event
