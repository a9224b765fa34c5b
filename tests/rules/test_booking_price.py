"""The worked examples of the booking price, and what must hold for every booking."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.booking_price import Cap, RoomPrice, quote
from app.rules.clock_changes import offset_at, wall_time
from app.rules.peak_hours import MINUTE, PeakHours, peak_minutes

JOHANNESBURG = ZoneInfo("Africa/Johannesburg")
PRICE = RoomPrice(20000, 12000, PeakHours(JOHANNESBURG))
ZONES = ("Africa/Johannesburg", "Europe/Amsterdam", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo")


def at(text: str, zone: ZoneInfo = JOHANNESBURG) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def june(start: str, end: str, day: int = 15) -> tuple[dt.datetime, dt.datetime]:
    """An interval of 15 June; one that ends before it starts ends on the next day."""
    return at(f"2026-06-15T{start}"), at(f"2026-06-{day}T{end}")


@pytest.mark.parametrize(
    ("start", "end", "day", "peak", "off_peak", "before", "cap", "cost"),
    [
        ("09:00", "10:30", 15, 90, 0, 30000, None, 30000),
        ("16:00", "18:30", 15, 60, 90, 38000, None, 38000),
        ("08:00", "12:00", 15, 240, 0, 72000, None, 72000),
        ("08:00", "11:45", 15, 225, 0, 75000, Cap.HALF_DAY, 72000),
        ("08:00", "17:00", 15, 540, 0, 144000, None, 144000),
        ("07:00", "17:15", 15, 540, 75, 156000, None, 156000),
        ("10:00", "17:30", 15, 420, 30, 131400, Cap.FULL_DAY, 121600),
        ("16:00", "01:00", 16, 60, 480, 92800, None, 92800),
        ("18:00", "22:00", 15, 0, 240, 43200, None, 43200),
        ("07:45", "08:15", 15, 15, 15, 8000, None, 8000),
        ("13:30", "17:15", 15, 210, 15, 73000, Cap.HALF_DAY, 68400),
    ],
)
def test_worked_examples(start: str, end: str, day: int, peak: int, off_peak: int, before: int, cap: Cap | None, cost: int) -> None:
    found = quote(PRICE, *june(start, end, day))

    assert (found.own.peak_minutes, found.own.off_peak_minutes) == (peak, off_peak)
    assert (found.own.exact, found.cap, found.cost) == (before, cap, cost)


def test_tiers_can_be_off() -> None:
    price = RoomPrice(5000, 2000, PeakHours(JOHANNESBURG), Decimal(0), Decimal(0))

    assert quote(price, *june("15:00", "19:00")).cost == 14000


def test_days_and_public_holidays_may_be_off_peak() -> None:
    start, end = june("09:00", "10:00")  # a Monday

    assert peak_minutes(PeakHours(JOHANNESBURG, days=frozenset({1, 2, 3, 4})), start, end) == 0
    assert peak_minutes(PeakHours(JOHANNESBURG, never=frozenset({dt.date(2026, 6, 15)})), start, end) == 0


def test_who_holds_the_room_pays_nothing() -> None:
    assert quote(PRICE, *june("09:00", "10:00"), Decimal(100)).cost == 0


def test_an_interval_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="ends after"):
        quote(PRICE, *june("09:00", "09:00"))


instants = st.datetimes(dt.datetime(2011, 1, 1), dt.datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=dt.UTC)
)


@given(st.sampled_from(ZONES), instants, st.integers(1, 1440), st.sampled_from([(8, 17), (0, 23), (1, 3)]))
def test_every_minute_is_judged_by_the_clock_on_the_wall(zone: str, start: dt.datetime, length: int, span: tuple[int, int]) -> None:
    place, (first, last) = ZoneInfo(zone), span
    hours = PeakHours(place, dt.time(first), dt.time(last))
    each = (start + n * MINUTE for n in range(length))
    expected = sum(first <= wall_time(minute, offset_at(place, minute)).hour < last for minute in each)

    assert peak_minutes(hours, start, start + length * MINUTE) == expected


@given(instants, st.integers(1, 2000), st.integers(1, 2000), st.integers(0, 50000), st.integers(0, 50000))
def test_longer_never_costs_less(start: dt.datetime, length: int, more: int, off_peak: int, extra: int) -> None:
    price = RoomPrice(off_peak + extra, off_peak, PeakHours(ZoneInfo("Europe/Amsterdam")))
    shorter, longer = (quote(price, start, start + n * MINUTE).cost for n in (length, length + more))

    assert shorter <= longer


@pytest.mark.parametrize(("end", "cap"), [("12:35", None), ("12:36", None), ("12:37", Cap.HALF_DAY)])
def test_a_tie_goes_to_what_was_booked(end: str, cap: Cap | None) -> None:
    """216 minutes cost what 240 cost less 10 %."""
    assert quote(PRICE, *june("09:00", end)).cap == cap
