"""The presence report: each number equals the rows of its list, by the clock of the location."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine

from app.access.roles import FRONT_DESK, MEMBER
from app.models.check_in import LeftBy, Source

NOON = dt.datetime(2026, 6, 2, 10, tzinfo=dt.UTC)  # Tuesday, 12 o'clock at Cape Town
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOON, tick=False):
        yield


def test_every_number_leads_to_a_list_of_as_many(make, login):
    place, elsewhere = make.location(name="Kloof"), make.location()
    license = make.license(membership=make.membership(place), starts_on=dt.date(2026, 1, 1))
    absent = make.license(membership=license.membership, starts_on=dt.date(2026, 1, 1))
    for each in (license, absent):
        each.user_id = make.user(MEMBER, organisation_id=each.organisation_id, location_id=place.id).id
    make.session.commit()
    member, guest = license.user, make.guest("Mia")
    make.check_in(
        member, place, arrived_at=NOON - 7 * DAY - 12 * HOUR - HOUR / 2, left_at=NOON - 7 * DAY - 10 * HOUR
    )  # 23:30 on Monday until 2 on Tuesday
    make.check_in(member, place, arrived_at=NOON - 2 * HOUR, source=Source.WIFI)
    make.check_in(guest, place, arrived_at=NOON - DAY, left_at=NOON - DAY + 90 * HOUR / 60)
    make.check_in(guest, place, arrived_at=NOON - 8 * DAY, left_at=NOON - 8 * DAY + 5 * HOUR, left_by=LeftBy.CLOSING)
    make.check_in(guest, elsewhere, arrived_at=NOON - DAY)
    make.check_in(guest, place, arrived_at=NOON - 60 * DAY, left_at=NOON - 59 * DAY)
    browser = login(FRONT_DESK, locations=[place])
    page = browser.get("/reports/presence/").get_data(as_text=True)
    assert "2 came on an average day" not in page and "1 came on an average day; the house is fullest on Monday, 12:00 to 13:00." in page
    links = re.findall(r'<a class="text-reset[^"]*" href="(/reports/presence/[^"]+)">([\d,]+)</a>', page)
    assert len(links) > 12
    for href, number in links:
        shown = browser.get(href.replace("&amp;", "&"))
        assert shown.status_code == 200 and shown.get_data(as_text=True).count("<tr") - 1 == int(number), href
    said = dict(re.findall(r'href="[^"]*?weekday=2&amp;hour=(\d+)[^"]*">(\d+)<', page.replace("hour=", "hour=")))
    assert said == {"0": "1", "1": "1", "2": "1", "10": "1", "11": "1", "12": "1"}
    assert "2 h 00 min" in page, "who stayed until closing time says nothing about how long people stay"
    assert re.search(r"was=seen[^>]*>1<", page) and re.search(r"was=missed[^>]*>1<", page)
    assert (
        browser.get("/reports/presence/?from=2026-01-01&to=2026-01-02").get_data(as_text=True).count("Nobody checked in in this time") == 1
    )


def test_all_locations_stay_all_behind_each_number(make, login):
    """The report of every place, as a mail links to it, while the switch has one of them."""
    here, there = make.location(name="Kloof"), make.location(name="Umhlanga")
    for place in (here, there):
        make.check_in(make.guest(place.name), place, arrived_at=NOON - DAY, left_at=NOON - DAY + HOUR)
    browser = login()
    with browser.session_transaction() as session:
        session["location_id"] = here.id
    page = browser.get("/reports/presence/?location=all").get_data(as_text=True)
    links = re.findall(r'<a class="text-reset[^"]*" href="(/reports/presence/list[^"]+)">([\d,]+)</a>', page)
    assert links and {number for _href, number in links} == {"2"}
    for href, number in links:
        assert browser.get(href.replace("&amp;", "&")).get_data(as_text=True).count("<tr") - 1 == int(number), href
