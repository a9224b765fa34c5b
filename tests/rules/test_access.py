"""What licenses give access to, day by day, and because of which of them (A1, A3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.rules.access import NOTHING, Holding, Standing, System, wanted_access
from app.rules.usernames import free_name, plain_name

TODAY = dt.date(2026, 6, 16)
DAY = dt.timedelta(days=1)


def holding(code: str = "L1", **wishes: Any) -> Holding:
    return Holding(**{"license": code, "today": TODAY, "starts_on": dt.date(2026, 1, 1), "door_groups": ("Front door",)} | wishes)


def test_each_group_names_the_licenses_that_justify_it() -> None:
    found = wanted_access([holding("L2", door_groups=("Front door", "Studio")), holding("L1", wifi_group="staff")])

    assert found[System.DOORS].groups == {"Front door": ("L1", "L2"), "Studio": ("L2",)}
    assert found[System.WIFI].groups == {"members": ("L2",), "staff": ("L1",)}
    assert found[System.PRINTING].groups == {"members": ("L1", "L2")}
    assert {each.standing for each in found.values()} == {Standing.GRANTED}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (TODAY, None, Standing.GRANTED),
        (TODAY + DAY, None, Standing.NONE),
        (TODAY - DAY, TODAY, Standing.GRANTED),
        (TODAY - DAY, TODAY - DAY, Standing.NONE),
    ],
)
def test_first_and_last_day_count(starts_on: dt.date, ends_on: dt.date | None, expected: Standing) -> None:
    assert wanted_access([holding(starts_on=starts_on, ends_on=ends_on)])[System.WIFI].standing is expected


@pytest.mark.parametrize("wish", [{"pauses": [(TODAY, None)]}, {"pauses": [(TODAY - DAY, TODAY)]}, {"in_good_standing": False}])
def test_a_pause_closes_and_keeps(wish: dict[str, Any]) -> None:
    found = wanted_access([holding(**wish)])

    assert found[System.WIFI].standing is Standing.SUSPENDED
    assert found[System.DOORS].groups == {"Front door": ("L1",)}


def test_another_license_keeps_it_open_with_its_own_groups_alone() -> None:
    found = wanted_access([holding("L1", pauses=[(TODAY, None)], door_groups=("Studio",)), holding("L2")])

    assert found[System.DOORS].standing is Standing.GRANTED
    assert found[System.DOORS].groups == {"Front door": ("L2",)}


def test_the_last_day_is_that_of_the_longest_license() -> None:
    short, long = holding("L1", ends_on=TODAY + DAY), holding("L2", ends_on=TODAY + 9 * DAY)

    assert wanted_access([short, long])[System.WIFI].until == TODAY + 9 * DAY
    assert wanted_access([short, holding("L2")])[System.WIFI].until is None


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_last_days_the_one_that_ends_later_counts(order: int) -> None:
    """The same date is over in Cape Town first, and in Honolulu last."""
    cape, far = holding("L1", ends_on=TODAY + DAY, zone="Africa/Johannesburg"), holding("L2", ends_on=TODAY + DAY, zone="Pacific/Honolulu")
    wifi = wanted_access([cape, far][::order])[System.WIFI]
    assert (wifi.until, wifi.zone) == (TODAY + DAY, "Pacific/Honolulu")
    east = holding("L3", ends_on=TODAY + 2 * DAY, zone="Pacific/Auckland")
    assert wanted_access([east, far][::order])[System.WIFI].as_json() | {"groups": {}} == {
        "standing": "granted",
        "groups": {},
        "until": "2026-06-18",
        "zone": "Pacific/Auckland",
    }
    assert "zone" not in wanted_access([cape, far])[System.PRINTING].as_json(), "what has no instant is told a day"


@pytest.mark.parametrize(
    ("leaves_on", "has_left", "standing", "until"),
    [
        (TODAY + DAY, False, Standing.GRANTED, TODAY + DAY),
        (TODAY + 9 * DAY, False, Standing.GRANTED, TODAY + 5 * DAY),
        (TODAY, False, Standing.GRANTED, TODAY),
        (TODAY - DAY, True, Standing.NONE, None),
    ],
    ids=["before the license", "after it", "today", "over"],
)
def test_the_last_day_of_a_person_ends_what_their_licenses_give(
    leaves_on: dt.date, has_left: bool, standing: Standing, until: dt.date | None
) -> None:
    mine = holding(ends_on=TODAY + 5 * DAY, leaves_on=leaves_on, has_left=has_left)
    later = holding("L2", starts_on=TODAY + 10 * DAY, leaves_on=leaves_on, has_left=has_left)
    assert {(each.standing, each.until) for each in wanted_access([mine, later]).values()} == {(standing, until)}
    assert not later.is_coming


@pytest.mark.parametrize(
    ("ended", "starts_on", "ends_on", "expected"),
    [
        (TODAY - DAY, TODAY + DAY, None, Standing.SUSPENDED),
        (TODAY - DAY, TODAY + 30 * DAY, None, Standing.SUSPENDED),
        (TODAY - DAY, TODAY + 31 * DAY, None, Standing.NONE),
        (TODAY - DAY, TODAY + DAY, TODAY, Standing.NONE),
        (None, TODAY + DAY, None, Standing.NONE),
    ],
    ids=["tomorrow", "after 31 days", "after 32", "called off before it began", "the first one"],
)
def test_between_two_licenses_a_print_account_is_kept_closed(
    ended: dt.date | None, starts_on: dt.date, ends_on: dt.date | None, expected: Standing
) -> None:
    """The credit in it would go with it; the WiFi and the doors have none, and are taken away."""
    before = [holding("L1", ends_on=ended)] if ended else []
    found = wanted_access([*before, holding("L2", starts_on=starts_on, ends_on=ends_on)])

    assert (found[System.PRINTING].standing, found[System.WIFI], found[System.DOORS]) == (expected, NOTHING, NOTHING)
    assert found[System.PRINTING].groups == ({"members": ("L2",)} if expected is Standing.SUSPENDED else {})


def test_no_door_group_no_door_and_no_license_nothing() -> None:
    assert wanted_access([holding(door_groups=())])[System.DOORS] == NOTHING
    assert all(each == NOTHING for each in wanted_access([]).values())


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("Thandi.Mokoena@example.com", "thandi.mokoena"),
        ("o'brien+desk@example.com", "o.brien.desk"),
        ("łukasz.groß@example.com", "lukasz.gross"),
        ("Zoë@example.com", "zoe"),
        ("何@example.com", "member"),
        ("...@example.com", "member"),
        (f"{'a' * 90}@example.com", "a" * 40),
    ],
)
def test_names_of_accounts_are_plain(email: str, name: str) -> None:
    assert plain_name(email) == name


def test_names_that_collide_get_a_number() -> None:
    assert free_name("zoe", set()) == "zoe"
    assert free_name("zoe", {"zoe", "zoe-2", "zoe-4"}) == "zoe-3"
