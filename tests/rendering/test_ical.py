"""Two readers of different vendors find in our calendars what was meant (contracts.md section 9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from app.rendering.ical import Method, feed, invitation
from app.rendering.ical_zone import changes
from tests.rendering.calendars import ANN, BEN, CLEO, DESK, LORD_HOWE, MOVED, PLAN, SPRING, STAMP, TWICE, at, calendars, request

AUTUMN = replace(
    PLAN,
    zone="Europe/Amsterdam",
    starts_at=at("Europe/Amsterdam", 2026, 10, 25, 1, 30),
    ends_at=at("Europe/Amsterdam", 2026, 10, 25, 2, 30),
)
NIGHTS = {
    "forward, in the hour after": SPRING,
    "back, into the first of two": AUTUMN,
    "back, from the second of two": TWICE,
    "back, from the first into the second": replace(AUTUMN, ends_at=at("Europe/Amsterdam", 2026, 10, 25, 2, 30, fold=1)),
    "half an hour forward": LORD_HOWE,
    "in the hour after half an hour forward": replace(LORD_HOWE, starts_at=at("Australia/Lord_Howe", 2026, 10, 4, 2, 30)),
    "half an hour back": replace(
        LORD_HOWE, starts_at=at("Australia/Lord_Howe", 2026, 4, 5, 1, 0), ends_at=at("Australia/Lord_Howe", 2026, 4, 5, 2, 30)
    ),
    "no change ever": PLAN,
    "in UTC": replace(PLAN, zone="UTC"),
}


def summaries(raw: bytes) -> tuple[str, str]:
    return str(Calendar.from_ical(raw).walk("VEVENT")[0]["summary"]), vobject.readOne(raw.decode()).vevent.summary.value


@pytest.mark.parametrize("occasion", NIGHTS.values(), ids=NIGHTS)
def test_both_readers_see_the_instants_that_were_meant(occasion):
    raw = request(occasion)
    theirs, event = vobject.readOne(raw.decode()).vevent, Calendar.from_ical(raw).walk("VEVENT")[0]

    for name, meant in (("dtstart", occasion.starts_at), ("dtend", occasion.ends_at)):
        assert getattr(theirs, name).value.astimezone(dt.UTC) == meant
        assert event.decoded(name).astimezone(dt.UTC) == meant
    assert event.errors == []


def test_only_a_time_that_comes_twice_is_told_in_utc():
    told = {name: Calendar.from_ical(request(each)).walk("VEVENT")[0]["dtstart"].params.get("TZID") for name, each in NIGHTS.items()}

    assert [name for name, zone in told.items() if zone is None] == [
        "back, from the second of two",
        "back, from the first into the second",
        "in UTC",
    ]


def test_every_name_and_title_comes_through():
    raw = request(PLAN)
    event, theirs = Calendar.from_ical(raw).walk("VEVENT")[0], vobject.readOne(raw.decode()).vevent

    assert summaries(raw) == (" ".join(PLAN.summary.split()),) * 2
    assert str(event["organizer"].params["CN"]) == DESK.name
    assert [(str(each), each.params["CN"]) for each in event["attendee"]] == [
        (f"mailto:{p.email}", p.name or p.email) for p in (ANN, BEN, CLEO)
    ]
    assert [each.params["ROLE"] for each in event["attendee"]] == ["CHAIR", "REQ-PARTICIPANT", "REQ-PARTICIPANT"]
    assert [each.value for each in theirs.contents["attendee"]] == [f"mailto:{each.email}" for each in (ANN, BEN, CLEO)]
    assert all(each.params["PARTSTAT"] == ["NEEDS-ACTION"] and each.params["RSVP"] == ["TRUE"] for each in theirs.contents["attendee"])


@pytest.mark.parametrize(("name", "method", "sequence", "status", "attendees"), [
    ("invitation", "REQUEST", 0, "CONFIRMED", 3), ("update", "REQUEST", 1, "CONFIRMED", 3),
    ("removal", "CANCEL", 1, "CANCELLED", 1), ("cancellation", "CANCEL", 2, "CANCELLED", 2),
])  # fmt: skip
def test_one_booking_keeps_its_uid_and_raises_its_sequence(name, method, sequence, status, attendees):
    read = vobject.readOne(calendars()[name].decode())

    assert (read.method.value, read.vevent.uid.value) == (method, PLAN.uid)
    assert (int(read.vevent.sequence.value), read.vevent.status.value) == (sequence, status)
    assert len(read.contents["vevent"]) == 1 and len(read.vevent.contents["attendee"]) == attendees
    assert read.vevent.organizer.value == f"mailto:{DESK.email}"


@pytest.mark.parametrize("raw", calendars().values(), ids=calendars())
def test_lines_are_short_and_end_as_the_rfc_says(raw):
    assert raw.endswith(b"END:VCALENDAR\r\n") and raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    raw.decode()  # no letter is cut in two


def test_a_title_cannot_bring_a_line_of_its_own():
    raw = request(replace(PLAN, summary="x\r\nATTENDEE:mailto:thief@example.com\u2028\x00END:VEVENT", place="y\nBEGIN:VALARM"))

    assert len(Calendar.from_ical(raw).walk("VEVENT")[0]["attendee"]) == 3
    assert b"\r\nBEGIN:VALARM" not in raw and b"\r\nEND:VEVENT\r\nEND:VCALENDAR" in raw and raw.count(b"\r\nEND:VEVENT") == 1


def test_a_feed_tells_nobody_s_address_and_is_the_same_each_time():
    raw = calendars()["feed"]
    read = vobject.readOne(raw.decode())

    assert b"mailto:" not in raw and b"ORGANIZER" not in raw and b"ATTENDEE" not in raw
    assert (read.method.value, read.contents["x-wr-calname"][0].value) == ("PUBLISH", "Boardroom, Kloof")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in raw
    assert [each.dtstart.value.astimezone(dt.UTC) for each in read.contents["vevent"]] == [PLAN.starts_at, SPRING.starts_at]
    assert Calendar.from_ical(feed("Nothing", [], stamped_at=STAMP)).walk("VEVENT") == []


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="belongs to no zone"):
        invitation(replace(MOVED, starts_at=dt.datetime(2026, 6, 16, 9)), Method.REQUEST, organiser=DESK, attendees=[], stamped_at=STAMP)


def test_changes_of_a_clock_are_found_to_the_second():
    found = changes(ZoneInfo("Australia/Lord_Howe"), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 12, 31, tzinfo=dt.UTC))

    assert [str(each) for each in found] == ["2026-04-04 15:00:00+00:00", "2026-10-03 15:30:00+00:00"]
