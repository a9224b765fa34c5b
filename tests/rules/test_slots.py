"""Slots of schedules: worked examples around clock changes and month ends, and a search by brute force that must agree."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.slots import FREQUENCIES, cron_problem, latest_slot, slot_after, slots_after

MINUTE = dt.timedelta(minutes=1)


def at(text: str, zone: str = "UTC") -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def walls(cron: str, zone: str, after: str, count: int) -> list[str]:
    """The next slots as people in the zone read them."""
    slots = islice(slots_after(cron, zone, at(after, zone)), count)
    return [f"{slot.astimezone(ZoneInfo(zone)):%m-%d %H:%M %z}" for slot in slots]


def test_a_daily_slot_is_midnight_in_the_zone() -> None:
    assert walls(FREQUENCIES["daily"], "Africa/Johannesburg", "2026-06-30 00:00", 2) == ["07-01 00:00 +0200", "07-02 00:00 +0200"]


def test_a_slot_that_spring_skips_is_kept_at_the_change() -> None:
    assert walls("30 2 * * *", "Europe/Amsterdam", "2026-03-28 00:00", 3) == ["03-28 02:30 +0100", "03-29 03:00 +0200", "03-30 02:30 +0200"]


def test_a_slot_that_autumn_repeats_is_kept_once() -> None:
    assert walls("30 2 * * *", "Europe/Amsterdam", "2026-10-24 12:00", 2) == ["10-25 02:30 +0200", "10-26 02:30 +0100"]


def test_asked_inside_the_repeated_hour_it_is_not_kept_again() -> None:
    second_pass = dt.datetime(2026, 10, 25, 1, 10, tzinfo=dt.UTC)  # 02:10 for the second time
    assert slot_after("30 2 * * *", "Europe/Amsterdam", second_pass) == at("2026-10-26 02:30", "Europe/Amsterdam")


def test_every_hour_follows_the_hours_that_pass() -> None:
    assert walls("0 * * * *", "Europe/Amsterdam", "2026-03-29 01:00", 2) == ["03-29 03:00 +0200", "03-29 04:00 +0200"]
    assert walls("0 * * * *", "Europe/Amsterdam", "2026-10-25 01:00", 3) == ["10-25 02:00 +0200", "10-25 02:00 +0100", "10-25 03:00 +0100"]


def test_month_ends_and_leap_days() -> None:
    assert walls("0 6 31 * *", "UTC", "2026-01-31 06:00", 2) == ["03-31 06:00 +0000", "05-31 06:00 +0000"]
    assert walls("0 6 l * *", "UTC", "2026-01-31 06:00", 2) == ["02-28 06:00 +0000", "03-31 06:00 +0000"]
    assert slot_after("0 0 29 2 *", "UTC", at("2026-01-01 00:00")) == at("2028-02-29 00:00")
    assert walls(FREQUENCIES["annually"], "UTC", "2026-06-01 00:00", 1) == ["01-01 00:00 +0000"]


def test_a_week_begins_on_monday() -> None:
    assert walls(FREQUENCIES["weekly"], "UTC", "2026-11-23 00:00", 1) == ["11-30 00:00 +0000"]


@pytest.mark.parametrize("cron", ["", "* * * *", "* * * * * *", "61 * * * *", "R * * * *", "H * * * *", "@daily", "a b c d e", "0 0 * * 9"])
def test_what_is_no_cron_expression(cron: str) -> None:
    assert cron_problem(cron) == "form"


def test_a_date_that_never_comes() -> None:
    assert cron_problem("0 0 31 2 *") == "never"


@pytest.mark.parametrize("cron", [*FREQUENCIES.values(), "*/5 2-4 1,15 jan-mar mon", "0 6 L * *"])
def test_what_is_one(cron: str) -> None:
    assert cron_problem(cron) is None


def test_the_latest_slot_after_years_of_silence_is_found_at_once() -> None:
    after, until = at("2016-01-01 00:00"), at("2026-11-23 10:07:30")
    assert latest_slot("* * * * *", "UTC", after, until) == at("2026-11-23 10:07")
    assert latest_slot("0 0 1 1 *", "UTC", after, until) == at("2026-01-01 00:00")
    assert latest_slot("0 0 29 2 *", "UTC", after, until) == at("2024-02-29 00:00")
    assert latest_slot("0 0 1 1 *", "UTC", at("2026-01-01 00:00"), until) is None


CRONS = st.builds(
    lambda minute, hour, day: f"{minute} {hour} {day} * *",
    st.sampled_from(["*", "0", "30", "*/5", "*/20", "15,45", "59"]),
    st.sampled_from(["*", "*/2", "0", "1", "2", "1,2", "2-3", "0,23", "3"]),
    st.sampled_from(["*", "l", "1", "*/2"]),
)
# Changes of an hour, of half an hour, at midnight, on a half-hour offset, none, and a day that was left out.
CHANGES = [
    ("Europe/Amsterdam", "2026-03-29 01:00"),
    ("Europe/Amsterdam", "2026-10-25 01:00"),
    ("America/New_York", "2026-11-01 06:00"),
    ("Australia/Lord_Howe", "2026-04-04 15:00"),
    ("Australia/Lord_Howe", "2026-10-03 15:30"),
    ("America/Havana", "2026-03-08 05:00"),
    ("America/Havana", "2026-11-01 05:00"),
    ("Asia/Kolkata", "2026-07-01 00:00"),
    ("Pacific/Apia", "2011-12-30 10:00"),
]


def by_brute_force(cron: str, zone: str, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
    """Every minute, asked one by one."""
    place, found = ZoneInfo(zone), []
    every_hour = cron.split()[1].startswith("*")
    instant = after.replace(second=0, microsecond=0)
    while (instant := instant + MINUTE) <= until:
        local, earlier = instant.astimezone(place), (instant - MINUTE).astimezone(place)
        wall = local.replace(tzinfo=None)
        fits = croniter.match(cron, wall) and (every_hour or not local.fold)
        gap = earlier.replace(tzinfo=None) + MINUTE
        while not every_hour and not fits and gap < wall:
            fits = croniter.match(cron, gap)
            gap += MINUTE
        if fits:
            found.append(instant)
    return found


@settings(max_examples=25, deadline=None)
@given(cron=CRONS, change=st.sampled_from(CHANGES), lead=st.integers(0, 300))
def test_slots_agree_with_brute_force(cron: str, change: tuple[str, str], lead: int) -> None:
    zone, instant = change
    after = at(instant) - lead * MINUTE
    until = after + dt.timedelta(hours=9)
    found = []
    for slot in slots_after(cron, zone, after):
        if slot > until:
            break
        found.append(slot)
    assert found == by_brute_force(cron, zone, after, until)
    assert latest_slot(cron, zone, after, until) == (found[-1] if found else None)


@settings(max_examples=50, deadline=None)
@given(
    cron=st.sampled_from([*FREQUENCIES.values(), "30 2 * * *", "0 6 l * *"]),
    zone=st.sampled_from([zone for zone, _ in CHANGES]),
    when=st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2037, 1, 1)),
)
def test_the_next_slot_lies_ahead_and_on_a_minute(cron: str, zone: str, when: dt.datetime) -> None:
    after = when.replace(tzinfo=dt.UTC)
    slot = slot_after(cron, zone, after)
    assert slot > after
    assert slot.second == slot.microsecond == 0
    assert slot_after(cron, zone, slot - MINUTE / 60) == slot
