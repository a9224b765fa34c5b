"""iCalendar: invitations that calendars take as such, and feeds (RFC 5545, 5546; contracts.md section 9). Values in, bytes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from app.rendering.ical_zone import observed
from app.rendering.templates import one_line

PRODUCT = "-//Foyer//Foyer//EN"
HOUR = dt.timedelta(hours=1)


class Method(StrEnum):
    """What a message does to a calendar; stands in the MIME type too, letter for letter."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in an invitation, by mail address; without a name they are called by it."""

    email: str
    name: str = ""
    is_chair: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event. The instants are aware; `zone` is where it takes place, and calendars show its wall clock."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    summary: str
    place: str = ""
    description: str = ""
    link: str = ""
    is_cancelled: bool = False


def invitation(occasion: Occasion, method: Method, *, organiser: Person, attendees: Sequence[Person], stamped_at: dt.datetime) -> bytes:
    """One METHOD and one event. `organiser` is the sender of the mail: Outlook and Gmail compare the two. Raises ValueError for naive instants."""
    calendar = _calendar([occasion], method)
    event = _event(occasion, stamped_at)
    event.add("organizer", _address(organiser))
    for person in attendees:
        event.add("attendee", _invited(person))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(name: str, occasions: Sequence[Occasion], *, stamped_at: dt.datetime) -> bytes:
    """Events to be fetched again each hour, without anybody's address. The same events and stamp give the same bytes."""
    calendar = _calendar(occasions, Method.PUBLISH)
    calendar.add("x-wr-calname", vText(one_line(name)))
    calendar.add("refresh-interval", HOUR, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for occasion in occasions:
        calendar.add_component(_event(occasion, stamped_at))
    return bytes(calendar.to_ical())


def _calendar(occasions: Iterable[Occasion], method: Method) -> Any:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    spans: dict[str, list[dt.datetime]] = {}
    for each in occasions:
        if not _is_in_utc(each):
            spans.setdefault(each.zone, []).extend((each.starts_at, each.ends_at))
    for zone, instants in sorted(spans.items()):
        calendar.add_component(observed(zone, min(instants), max(instants)))
    return calendar


def _event(occasion: Occasion, stamped_at: dt.datetime) -> Any:
    event = Event()
    event.add("uid", occasion.uid)
    event.add("dtstamp", _whole(stamped_at).astimezone(dt.UTC))
    event.add("sequence", occasion.sequence)
    for name, instant in (("dtstart", occasion.starts_at), ("dtend", occasion.ends_at)):
        event.add(name, _whole(instant).astimezone(dt.UTC if _is_in_utc(occasion) else ZoneInfo(occasion.zone)))
    event.add("summary", one_line(occasion.summary))
    event.add("status", "CANCELLED" if occasion.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if occasion.is_cancelled else "OPAQUE")
    for name, text in (("location", occasion.place), ("description", occasion.description), ("url", occasion.link)):
        if text:
            event.add(name, text)
    return event


def _is_in_utc(occasion: Occasion) -> bool:
    """When a clock goes back, its hour comes twice, and local time names only the first (RFC 5545, 3.3.5): the second is told in UTC."""
    zone = ZoneInfo(occasion.zone)
    return zone.key == "UTC" or any(_whole(each).astimezone(zone).fold for each in (occasion.starts_at, occasion.ends_at))


def _whole(instant: dt.datetime) -> dt.datetime:
    """Naive time would float through all zones."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} belongs to no zone")
    return instant.replace(microsecond=0)


def _address(person: Person) -> Any:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = one_line(person.name or person.email)
    return address


def _invited(person: Person) -> Any:
    address = _address(person)
    role = "CHAIR" if person.is_chair else "REQ-PARTICIPANT"
    address.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": role, "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    return address
