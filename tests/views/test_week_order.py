"""Weeks begin on the day on which the reader's do: on a Sunday in South Africa, on a Monday in Britain."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.access.actor import SYSTEM
from app.core.formats import week_order
from app.core.month import Month
from app.queries.reports.asked import Asked
from app.queries.reports.rooms import RoomUse
from app.rendering.reports.heat import room_hours
from app.rules.room_use import Minutes
from tests.make import Make

SUNDAY_FIRST = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
MONDAY_FIRST = [*SUNDAY_FIRST[1:], "Sun"]


@pytest.mark.parametrize(
    ("locale", "order"), [("en_ZA", (7, 1, 2, 3, 4, 5, 6)), ("en_GB", (1, 2, 3, 4, 5, 6, 7)), ("ar_EG", (6, 7, 1, 2, 3, 4, 5))]
)
def test_the_order_is_that_of_the_locale(locale, order):
    assert week_order(locale) == order


@pytest.mark.parametrize(("country", "order"), [("en-ZA", SUNDAY_FIRST), ("en-GB", MONDAY_FIRST)])
def test_the_hours_of_presence_and_the_days_of_a_series_follow_the_reader(make: Make, login, country, order):
    place = make.location(name="Kloof", opening_hours="")
    make.check_in(make.guest("Mia"), place)
    room = make.room(make.space(place))
    browser, said = login(location_id=place.id), {"Accept-Language": country}
    week = browser.get("/reports/presence/", headers=said).get_data(as_text=True).split("desk-week")[1].split("</thead>")[0]
    assert re.findall(r'text-center">(\w+)<', week) == order
    form = browser.get(f"/bookings/series/?room={room.id}&start=2027-06-17T09:00&end=2027-06-17T10:00", headers=said).get_data(as_text=True)
    days = re.findall(r'name="weekdays"[^>]*value="(\d)"[^>]*><span class="form-check-label">(\w+)<', form)
    assert [name for _value, name in days] == order
    assert {name: value for value, name in days}["Mon"] == "0", "only the order moves"


def test_the_heat_of_rooms_begins_with_the_readers_first_day(web_app):
    use = RoomUse(1, "Boardroom", 1, "Kloof", "ZAR", {(day, 9): Minutes(60, 60) for day in (1, 2, 7)}, {(7, 9): Minutes(30, 30)})
    asked = {"by": SYSTEM, "first": Month(2026, 6), "last": Month(2026, 6), "today": dt.date(2026, 6, 16)}
    with web_app.test_request_context():
        home, abroad = (room_hours([use], Asked(**asked, locale=locale)) for locale in ("en_ZA", "en_GB"))
    assert [each.name for each in home.columns[1:]] == ["Sun", "Mon", "Tue"]
    assert [each.name for each in abroad.columns[1:]] == ["Mon", "Tue", "Sun"]
    assert [cell[2] for cell in home.chart["cells"]] == [50, 0, 0] and [cell[2] for cell in abroad.chart["cells"]] == [0, 0, 50], (
        "each number under its day"
    )
