"""Hashes that FreeRADIUS knows, days that end where the location is, and passwords that people can read."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from app.access.wifi_passwords import ALPHABET, GROUPS, IN_A_GROUP, new_wifi_password
from app.rules.wifi import end_of, nt_password


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("", "31D6CFE0D16AE931B73C59D7E0C089C0"),
        ("password", "8846F7EAEE8FB117AD06BDD830B7586C"),
        ("clientPass", "44EBBA8D5312B8D611474411F56989AE"),  # RFC 2759 section 9.2
    ],
)
def test_published_hashes(password: str, expected: str) -> None:
    assert nt_password(password) == expected


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        ("2026-12-31", "Africa/Johannesburg", "2026-12-31T22:00Z"),
        ("2026-06-30", "Europe/Amsterdam", "2026-06-30T22:00Z"),
        ("2026-01-15", "Europe/Amsterdam", "2026-01-15T23:00Z"),
        ("2026-03-28", "Europe/Amsterdam", "2026-03-28T23:00Z"),  # the clock moves on the day after
        ("2026-10-25", "Europe/London", "2026-10-26T00:00Z"),  # a day of 25 hours, to its end
    ],
)
def test_an_account_is_good_to_the_end_of_its_last_day(day: str, zone: str, end: str) -> None:
    assert end_of(dt.date.fromisoformat(day), zone) == dt.datetime.fromisoformat(end)


def test_passwords_are_random_enough_and_never_look_alike() -> None:
    assert math.log2(len(ALPHABET)) * GROUPS * IN_A_GROUP >= 60
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("0o1il2z5s6b8")
    made = {new_wifi_password() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 17 and one.count("-") == 2 for one in made)
