"""The page of a proposal as sales works on it: lines with the first invoice beside them, and a warning when prices have moved (C7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.access.roles import SALES
from app.core.clock import today
from app.core.month import Month
from tests.offers import proposal, sent


@pytest.fixture
def starts_on() -> Any:
    return Month.of(today("Africa/Johannesburg")).next.first


def test_a_line_shows_the_first_invoice_before_it_is_saved(login: Any, make: Any, session: Any, starts_on: Any) -> None:
    paper = proposal(make, places=1, starts_on=starts_on)
    paper_id, line = paper.id, paper.lines[0]
    form = {"membership": line.membership_id, "space": line.space_id, "places": "2", "starts_on": str(starts_on)}
    browser = login(SALES, locations=[paper.location])
    page = browser.get(f"/proposals/line/{paper_id}").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    told = browser.post(f"/proposals/effect/{paper_id}", data=form | {"csrf_token": token}).get_data(as_text=True)

    assert "R 9 027.50" in told.replace("\N{NO-BREAK SPACE}", " ")  # (2 950 + 2 x 2 450) and 15 %
    assert [len(paper.lines) for paper in [session.get_one(type(paper), paper_id)]] == [1]
    assert browser.post(f"/proposals/line/{paper_id}", data=form | {"csrf_token": token}).status_code == 302
    session.rollback()
    assert sorted(line.places for line in session.get_one(type(paper), paper_id).lines) == [1, 2]


def test_prices_that_moved_since_are_a_warning_and_nothing_else(login: Any, make: Any, session: Any, starts_on: Any) -> None:
    desk = make.membership(make.location())
    paper = sent(make, desk, places=1, starts_on=starts_on)
    paper_id, browser = paper.id, login(SALES)
    assert "Prices have moved" not in browser.get(f"/proposals/offer/{paper_id}").get_data(as_text=True)

    make.price(desk, primary=400000, extra=400000, valid_from=starts_on)

    page = browser.get(f"/proposals/offer/{paper_id}").get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " ")
    assert "Prices have moved" in page and "R 4 600.00" in page and "R 3 392.50" in page


def test_a_discount_is_said_as_people_say_it(login: Any, make: Any, starts_on: Any) -> None:
    paper = proposal(make, places=1, starts_on=starts_on, discount_percent=Decimal(50), discount_reason="Welcome")
    page = login(SALES).get(f"/proposals/offer/{paper.id}").get_data(as_text=True)
    assert "50 % Welcome" in page.replace("\N{NO-BREAK SPACE}", " ") and "5E+1" not in page
