"""Calendars as Foyer writes them: the life of one booking, nights on which clocks change, and a feed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from app.rendering.ical import Method, Occasion, Person, feed, invitation

STAMP = dt.datetime(2026, 6, 1, 8, 30, 15, tzinfo=dt.UTC)
DESK = Person("desk@kloof.example", 'Kloof, the "front" desk')
ANN = Person("ann@acme.example", "Ann O'Neil; Acme, Ltd", is_chair=True)
BEN = Person("ben@acme.example", "Żółć 山田")
CLEO = Person("cleo@other.example")


def at(zone: str, *wall: int, fold: int = 0) -> dt.datetime:
    """What a clock on the wall there shows, as an instant."""
    return dt.datetime(*wall, tzinfo=ZoneInfo(zone), fold=fold).astimezone(dt.UTC)  # type: ignore[arg-type, misc]


PLAN = Occasion(
    uid="booking-6f1c@foyer",
    sequence=0,
    starts_at=at("Africa/Johannesburg", 2026, 6, 16, 9, 0),
    ends_at=at("Africa/Johannesburg", 2026, 6, 16, 10, 30),
    zone="Africa/Johannesburg",
    summary='Plan "B"; part 1, or\nwhat is left of it \\ Überraschung, 計画 and a title that goes on and on beyond one line of a calendar',
    place="Boardroom, Kloof, 1 Kloof Street, Cape Town",
    link="https://foyer.example/my/bookings/6f1c",
)
MOVED = replace(PLAN, sequence=1, starts_at=PLAN.starts_at + dt.timedelta(days=1), ends_at=PLAN.ends_at + dt.timedelta(days=1))
# Half an hour forward at two in the morning.
LORD_HOWE = replace(
    PLAN,
    zone="Australia/Lord_Howe",
    starts_at=at("Australia/Lord_Howe", 2026, 10, 4, 1, 30),
    ends_at=at("Australia/Lord_Howe", 2026, 10, 4, 3, 0),
    summary="Early",
)
# The second of the two half past twos of that night in Amsterdam.
TWICE = replace(
    PLAN,
    zone="Europe/Amsterdam",
    starts_at=at("Europe/Amsterdam", 2026, 10, 25, 2, 30, fold=1),
    ends_at=at("Europe/Amsterdam", 2026, 10, 25, 4, 0),
    summary="Late",
)
SPRING = replace(
    PLAN,
    zone="Europe/Amsterdam",
    starts_at=at("Europe/Amsterdam", 2026, 3, 29, 3, 15),
    ends_at=at("Europe/Amsterdam", 2026, 3, 29, 3, 45),
    summary="Spring",
)


def calendars() -> dict[str, bytes]:
    """Each golden file by its name."""
    return {
        "invitation": request(PLAN),
        "update": request(MOVED),
        "removal": invitation(replace(MOVED, is_cancelled=True), Method.CANCEL, organiser=DESK, attendees=[BEN], stamped_at=STAMP),
        "cancellation": invitation(
            replace(MOVED, sequence=2, is_cancelled=True), Method.CANCEL, organiser=DESK, attendees=[ANN, CLEO], stamped_at=STAMP
        ),
        "lord_howe": request(LORD_HOWE),
        "twice_that_night": request(TWICE),
        "feed": feed(
            "Boardroom, Kloof", [replace(PLAN, uid="a@foyer", link=""), replace(SPRING, uid="b@foyer", link="")], stamped_at=STAMP
        ),
    }


def request(occasion: Occasion) -> bytes:
    return invitation(occasion, Method.REQUEST, organiser=DESK, attendees=[ANN, BEN, CLEO], stamped_at=STAMP)
