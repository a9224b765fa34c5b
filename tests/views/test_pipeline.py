"""The pipeline as pages: filters in the address, sums, marks of tasks, the list and the forecast behind each other."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine

from app.access.roles import FRONT_DESK, NETWORK_ADMIN, SALES
from app.core import clock
from app.models import Task
from app.models.opportunity import Stage
from app.rules.lead_heat import Heat

NOW = dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/opportunities/\d+/"[^>]*>([^<]+)</a>', page)


def test_columns_say_how_many_and_how_much_and_each_filter_stays_in_the_address(make, login):
    here, there = make.location(name="Kloof"), make.location(name="Nile")
    owner = make.user(SALES)
    old = clock.now() - dt.timedelta(days=40)
    make.opportunity(
        make.lead(here, name="Ann", heat=Heat.HOT, owner_id=owner.id), value_cents=100000, stage=Stage.VISITED, stage_since=old
    )
    make.opportunity(make.lead(here, name="Ben"), value_cents=250000)
    make.opportunity(make.lead(there, name="Cas"), value_cents=30000)
    browser = login(SALES)
    page = browser.get("/pipeline/").get_data(as_text=True).replace("\xa0", " ")
    assert sorted(names(page)) == ["Ann", "Ben", "Cas"]
    assert 'data-sum="new">R 2 800.00<' in page and 'data-count="new">2<' in page and "40 days here" in page
    asked = {
        f"location={there.id}": ["Cas"],
        f"owner={owner.id}": ["Ann"],
        "owner=none": ["Ben", "Cas"],
        "heat=hot": ["Ann"],
        "age=30": ["Ann"],
        "owner=me": [],
        "heat=nonsense&age=x": ["Ann", "Ben", "Cas"],
    }
    for query, found in asked.items():
        page = browser.get(f"/pipeline/?{query}").get_data(as_text=True)
        assert sorted(names(page)) == found, query
        assert f"/pipeline/list/?{query}" in page or "nonsense" in query or "me" in query


def test_the_next_task_is_the_first_that_waits_for_nothing_with_its_mark(make, login, session):
    deal = make.opportunity(make.lead(make.location(), name="Ann"))
    facts = {"opportunity_id": deal.id, "location_id": deal.location_id}
    first = Task(**facts, position=0, title="Call them", is_blocking=True, due_on=dt.date(2026, 6, 15))
    session.add(first)
    session.flush()
    session.add(Task(**facts, position=1, title="Send it", parent_id=first.id, due_on=dt.date(2026, 6, 12)))
    session.commit()
    browser = login(SALES)
    page = browser.get("/pipeline/").get_data(as_text=True)
    assert "Call them" in page and "is-overdue" in page and "Send it" not in page
    first.due_on = dt.date(2026, 6, 16)
    session.commit()
    assert "is-today" in browser.get("/pipeline/").get_data(as_text=True)


def test_an_empty_board_leads_on(login):
    assert "No opportunities yet." in login(SALES).get("/pipeline/").get_data(as_text=True)


def test_the_desk_sees_no_board(login):
    assert login(FRONT_DESK).get("/pipeline/").status_code == 403


def test_each_number_of_the_forecast_is_that_of_its_list(make, login):
    location = make.location()
    for name, stage, cents, day in (
        ("Ann", Stage.PROPOSAL, 100001, dt.date(2026, 7, 3)),
        ("Ben", Stage.PROPOSAL, 100002, dt.date(2026, 7, 30)),
        ("Cas", Stage.NEW, 30000, dt.date(2026, 5, 1)),
        ("Dan", Stage.NEW, 5000, None),
    ):
        make.opportunity(make.lead(location, name=name, company=""), stage=stage, value_cents=cents, expected_on=day)
    make.opportunity(
        make.lead(make.location(currency="EUR"), name="Eva", company=""), stage=Stage.NEW, value_cents=700, expected_on=dt.date(2026, 7, 3)
    )
    browser = login(NETWORK_ADMIN)
    page = browser.get("/pipeline/forecast/").get_data(as_text=True).replace("\xa0", " ")
    assert "R 2 000.03" in page and "R 1 200.02" in page, "60 % of 2 000.03, rounded once"
    assert "R 30.00" in page and "What this assumes" in page
    links = dict(re.findall(r'href="(/pipeline/list/\?month=[^"]+)">(R [\d .]+\d)', page.replace("&amp;", "&")))
    assert len(links) == 6
    for href, amount in links.items():
        shown = browser.get(href).get_data(as_text=True).replace("\xa0", " ")
        found = re.findall(r'class="money">R ([\d .]+)</td>', shown)
        assert ">Eva<" not in shown
        assert sum(round(float(each.replace(" ", "")) * 100) for each in found) == round(float(amount[2:].replace(" ", "")) * 100), href


def test_percents_are_set_for_the_whole_network(make, login, client):
    make.opportunity(value_cents=100000, expected_on=dt.date(2026, 7, 3))
    browser = login(NETWORK_ADMIN)
    page = browser.get("/pipeline/forecast/likely").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    said = {"csrf_token": token, "new": "50", "contacted": "50", "visited": "50", "proposal": "50", "contract": "101"}
    assert "A whole number from 0 to 100." in browser.post("/pipeline/forecast/likely", data=said).get_data(as_text=True)
    assert browser.post("/pipeline/forecast/likely", data=said | {"contract": "100"}).status_code == 302
    assert "R 500.00" in browser.get("/pipeline/forecast/").get_data(as_text=True).replace("\xa0", " ")
