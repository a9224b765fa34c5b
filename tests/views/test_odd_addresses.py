"""Addresses that say what nothing of the house can be: they are answered as if they had not said it."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core import clock


@pytest.mark.parametrize("address", ["/runs/{}", "/story/invoice_run/{}", "/pictures/{}.jpg", "/room-picture/{}"])
@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_key_that_no_row_can_have_is_no_page(login, address, number):
    assert login().get(address.format(number)).status_code == 404


@pytest.mark.parametrize("address", ["/pipeline/?owner={}", "/reports/presence/list?user={}", "/reports/sales/?owner={}"])
def test_a_number_that_no_person_can_have_is_no_filter(login, address):
    """Keys of people have four bytes: the database faults beyond that."""
    assert login().get(address.format(2**31), follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/deposits-held/?day={}", "/debtors/?day={}", "/credits-owed/?day={}", "/floor-plans/?on={}", "/calendar/?on={}", "/desk/?week={}"],
)
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "tomorrow"])
def test_a_day_that_nobody_means_is_not_said(login, make, address, day):
    make.room()
    answer = login().get(address.format(day), follow_redirects=True)
    assert answer.status_code == 200
    assert day not in answer.get_data(as_text=True).split("<main")[1].split("</main>")[0]


def test_the_day_of_who_has_no_home_is_that_of_the_house(login, make):
    """At eight in the evening UTC it is tomorrow in Auckland, where the headquarters are."""
    make.location(name="Elsewhere", zone="Africa/Johannesburg")
    make.location(name="Auckland", zone="Pacific/Auckland", is_headquarters=True)
    with clock.lived_at(dt.datetime(2026, 6, 1, 20, tzinfo=dt.UTC)):
        assert 'value="2026-06-02"' in login().get("/debtors/").get_data(as_text=True)
