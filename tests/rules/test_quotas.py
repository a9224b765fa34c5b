"""Periods of quotas on the clocks of their locations, and what of one comes the first time (W7)."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.quotas import granted, lasts_until, missed, period_at

JHB, AMSTERDAM, LORD_HOWE = "Africa/Johannesburg", "Europe/Amsterdam", "Australia/Lord_Howe"


def utc(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=dt.UTC)


def june(zone: str = JHB):
    return period_at("monthly", zone, utc(2026, 6, 12))


@pytest.mark.parametrize(
    ("frequency", "zone", "instant", "first", "last", "starts_at"),
    [
        ("monthly", JHB, utc(2026, 6, 12, 9), (2026, 6, 1), (2026, 6, 30), utc(2026, 5, 31, 22)),
        ("monthly", JHB, utc(2026, 5, 31, 22), (2026, 6, 1), (2026, 6, 30), utc(2026, 5, 31, 22)),
        ("monthly", JHB, utc(2026, 5, 31, 21, 59), (2026, 5, 1), (2026, 5, 31), utc(2026, 4, 30, 22)),
        ("weekly", AMSTERDAM, utc(2026, 3, 29, 12), (2026, 3, 23), (2026, 3, 29), utc(2026, 3, 22, 23)),
        ("weekly", AMSTERDAM, utc(2026, 3, 29, 22), (2026, 3, 30), (2026, 4, 5), utc(2026, 3, 29, 22)),
        ("annually", LORD_HOWE, utc(2026, 12, 31, 12, 59), (2026, 1, 1), (2026, 12, 31), utc(2025, 12, 31, 13)),
        ("daily", AMSTERDAM, utc(2026, 10, 25, 3), (2026, 10, 25), (2026, 10, 25), utc(2026, 10, 24, 22)),
    ],
)
def test_periods_begin_at_local_midnights(frequency, zone, instant, first, last, starts_at):
    found = period_at(frequency, zone, instant)
    assert (found.first, found.last, found.starts_at) == (dt.date(*first), dt.date(*last), starts_at)
    assert period_at(frequency, zone, found.ends_at).starts_at == found.ends_at


def test_a_day_that_is_25_hours_long_is_one_day():
    day = period_at("daily", AMSTERDAM, utc(2026, 10, 25, 3))
    assert (day.ends_at - day.starts_at, day.days) == (dt.timedelta(hours=25), 1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "pauses", "cents"),
    [
        ((2026, 1, 1), None, (), 50000),
        ((2026, 6, 1), None, (), 50000),
        ((2026, 6, 12), None, (), 31666),  # 19/30 of 50 000 = 31 666.67, rounded down
        ((2026, 6, 12), (2026, 6, 20), (), 15000),  # 9/30
        ((2026, 1, 1), (2026, 6, 20), (), 50000),  # only the first is in part
        ((2026, 6, 30), None, (), 1666),
        ((2026, 1, 1), None, [((2026, 5, 20), (2026, 6, 10))], 33333),
        ((2026, 1, 1), None, [((2026, 6, 5), (2026, 6, 9))], 50000),
        ((2026, 1, 1), None, [((2026, 5, 20), None)], 0),
        ((2026, 6, 12), (2026, 6, 14), [((2026, 6, 10), (2026, 6, 20))], 0),
    ],
)
def test_the_first_quota_is_in_part(starts_on, ends_on, pauses, cents):
    spans = [(dt.date(*first), dt.date(*last) if last else None) for first, last in pauses]
    assert granted(50000, june(), dt.date(*starts_on), dt.date(*ends_on) if ends_on else None, spans) == cents


def test_a_quota_ends_with_its_period_or_its_license():
    assert lasts_until(june(), JHB, None) == utc(2026, 6, 30, 22)
    assert lasts_until(june(), JHB, dt.date(2026, 6, 30)) == utc(2026, 6, 30, 22)
    assert lasts_until(june(), JHB, dt.date(2026, 6, 20)) == utc(2026, 6, 20, 22)


def test_periods_that_were_missed_are_named_but_for_those_in_a_pause():
    pause = [(dt.date(2026, 4, 1), dt.date(2026, 4, 30))]
    assert list(missed("monthly", JHB, utc(2026, 2, 28, 22), june(), pause)) == [utc(2026, 4, 30, 22)]
    assert list(missed("monthly", JHB, utc(2026, 4, 30, 22), june())) == []


@pytest.mark.parametrize(
    ("frequency", "since", "instant", "first", "last"),
    [
        ("monthly", (2026, 1, 12), utc(2026, 6, 20), (2026, 6, 12), (2026, 7, 11)),
        ("monthly", (2026, 1, 12), utc(2026, 6, 11, 21, 59), (2026, 5, 12), (2026, 6, 11)),
        ("monthly", (2026, 1, 12), utc(2026, 6, 11, 22), (2026, 6, 12), (2026, 7, 11)),
        ("monthly", (2026, 1, 31), utc(2026, 2, 28, 12), (2026, 2, 28), (2026, 3, 30)),
        ("monthly", (2026, 1, 31), utc(2026, 3, 31, 12), (2026, 3, 31), (2026, 4, 29)),
        ("weekly", (2026, 6, 10), utc(2026, 6, 23, 12), (2026, 6, 17), (2026, 6, 23)),
        ("annually", (2024, 2, 29), utc(2026, 2, 28, 12), (2026, 2, 28), (2027, 2, 27)),
        ("daily", (2026, 6, 10), utc(2026, 6, 12, 12), (2026, 6, 12), (2026, 6, 12)),
    ],
)
def test_periods_that_count_from_the_first_day_of_a_license(frequency, since, instant, first, last):
    found = period_at(frequency, JHB, instant, since=dt.date(*since))
    assert (found.first, found.last) == (dt.date(*first), dt.date(*last))
    assert period_at(frequency, JHB, found.ends_at, since=dt.date(*since)).starts_at == found.ends_at
    assert granted(50000, period_at(frequency, JHB, utc(*since), since=dt.date(*since)), dt.date(*since), None) == 50000, (
        "the first one is whole"
    )


def test_periods_of_a_license_that_were_missed():
    since = dt.date(2026, 1, 12)
    period = period_at("monthly", JHB, utc(2026, 6, 20), since=since)
    assert list(missed("monthly", JHB, utc(2026, 3, 11, 22), period, since=since)) == [utc(2026, 4, 11, 22), utc(2026, 5, 11, 22)]
