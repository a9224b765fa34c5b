"""Filters by an instant are read on the clock that the list is read by: the chosen location's, else the reader's home."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from app.rules.wall_times import first_from
from tests.views.billing import press, text_of

UTC = dt.UTC


@pytest.fixture
def came(make):
    """Ann came to Kloof (UTC+2) at 09:30 on its wall, Ben at 10:30; Lin to London at 09:30 and 10:30 there, in June an hour behind."""
    kloof, london = make.location(name="Kloof", zone="Africa/Johannesburg"), make.location(name="London", zone="Europe/London")
    for name, place, hour in (("Ann", kloof, 7), ("Ben", kloof, 8), ("Lin", london, 8), ("Lou", london, 9)):
        make.check_in(make.guest(name), place, name=name, arrived_at=dt.datetime(2026, 6, 2, hour, 30, tzinfo=UTC))
    return kloof, london


AFTER_TEN = "_flt_1_arrived_at=2026-06-02T10:00"


def seen(page: str) -> list[str]:
    return [name for name in ("Ann", "Ben", "Lin", "Lou") if name in page]


def test_a_time_is_that_of_the_readers_home_or_of_the_chosen_location(came, login):
    kloof, london = came
    browser = login(location_id=kloof.id)
    list_there = f"/check-ins/list/?{AFTER_TEN}"
    assert seen(text_of(browser.get(list_there))) == ["Ben", "Lin", "Lou"], "after 10:00 at home is after 08:00 UTC"
    press(browser, "/location", "/profile/edit", location=london.id)
    assert seen(text_of(browser.get(list_there))) == ["Lou"], "and in London after 09:00 UTC"
    assert seen(text_of(browser.get("/check-ins/list/?_flt_1_arrived_at=2026-06-02T08:00:00%2B00:00"))) == ["Lin", "Lou"], (
        "one with its offset is that instant"
    )


def test_exports_and_all_that_match_read_it_alike(came, login):
    kloof, _london = came
    browser = login(location_id=kloof.id)
    rows = csv.DictReader(io.StringIO(browser.get(f"/check-ins/export/?{AFTER_TEN}").get_data(as_text=True)))
    assert seen(str(list(rows))) == ["Ben", "Lin", "Lou"]
    token_page = "/profile/edit"
    page = text_of(press(browser, f"/check-ins/action_post?{AFTER_TEN}", token_page, action="check_out", all="yes"))
    assert "3 rows" in page, page[:400]


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_time_do_no_harm(came, login, text):
    assert login(location_id=came[0].id).get(f"/check-ins/list/?_flt_1_arrived_at={text}").status_code == 200


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2026-03-29T00:59", "2026-03-29T00:59"),
        ("2026-03-29T01:00", "2026-03-29T01:00"),  # skipped: what follows it begins with 02:00 there
        ("2026-03-29T01:30:15", "2026-03-29T01:00"),
        ("2026-03-29T02:00", "2026-03-29T01:00"),
        ("2026-10-25T01:30", "2026-10-25T00:30"),  # twice: the first
        ("2026-10-25T02:00", "2026-10-25T02:00"),
    ],
)
def test_a_time_that_is_skipped_or_comes_twice_has_one_instant(wall, instant):
    assert first_from(dt.datetime.fromisoformat(wall), "Europe/London") == dt.datetime.fromisoformat(instant).replace(tzinfo=UTC)
