"""The sales report: each number is that of the list behind it; REST of opportunities; the numbers of the start page."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
import time_machine

from app.access.roles import LOCATION_MANAGER, MEMBER, SALES
from app.actions.opportunities.move import move_opportunity
from app.models import AbandonReason, StageChange
from app.models.opportunity import Stage
from app.queries.opportunities.deals import Wanted
from app.queries.opportunities.how_far import how_far
from app.queries.opportunities.report import sales_report
from app.rules.sales_figures import Change, furthest, median, stays
from tests.make import PASSWORD

NOW = dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def test_what_is_counted_of_a_trail():
    day = dt.timedelta(days=1)
    trail = [Change("new", NOW), Change("visited", NOW + 3 * day), Change("new", NOW + 5 * day), Change("abandoned", NOW + 6 * day)]
    assert furthest(each.stage for each in trail) == "visited" and furthest([]) == "new"
    assert [(stay.stage, stay.days) for stay in stays(trail)] == [("new", 3), ("visited", 2), ("new", 1)]
    assert (median([1, 3]), median([5, 1, 3]), median([])) == (1, 3, None)


def test_every_number_is_that_of_its_list(make, login, session):
    here, there = make.location(name="Kloof"), make.location(name="Nile")
    owner = make.user(SALES, first_name="Sipho", last_name="Dlamini")
    reason = AbandonReason(name="Too expensive")
    session.add(reason)
    session.commit()
    for n, stage in enumerate((Stage.NEW, Stage.VISITED, Stage.PROPOSAL, Stage.WON, Stage.WON, Stage.ABANDONED)):
        lead = make.lead(here if n % 2 else there, name=f"Ann {n}", source="Google" if n % 3 else "", owner_id=owner.id if n % 2 else None)
        ends = (
            {"organisation_id": make.organisation(lead.location).id}
            if stage is Stage.WON
            else {"abandon_reason_id": reason.id}
            if stage is Stage.ABANDONED
            else {}
        )
        deal = make.opportunity(lead, stage=stage, **ends)
        session.add(StageChange(opportunity_id=deal.id, before=None, after=Stage.NEW, at=NOW - dt.timedelta(days=n), changed_by="Pat"))
        if n in (0, 1, 4):
            session.add(StageChange(opportunity_id=deal.id, before=Stage.NEW, after=stage, at=NOW, changed_by="Pat"))
    session.commit()
    make.opportunity(make.lead(here), opened_on=dt.date(2025, 6, 1))
    browser = login(SALES)
    checked = 0
    for group in ("location", "owner", "source", "month"):
        page = browser.get(f"/reports/sales/?group={group}").get_data(as_text=True)
        assert "2 of 6 opportunities were won (33 %), 1 were abandoned." in page
        for href, number in re.findall(r'href="(/reports/sales/list[^"]+)">(\d+)</a>', page):
            shown = browser.get(html.unescape(href)).get_data(as_text=True)
            assert len(re.findall(r'href="/opportunities/\d+/"', shown)) == int(number), href
            checked += 1
    assert checked > 40
    (address, median_days), (again, count) = re.findall(r'href="(/reports/sales/stays[^"]+stage=new)">(\d+)[^<]*</a>', page)
    listed = browser.get(html.unescape(address)).get_data(as_text=True)
    days = [int(each) for each in re.findall(r'data-label="Days" class="text-end">(\d+)<', listed)]
    assert (address, int(median_days), int(count)) == (again, median(days), len(days)) and days == sorted(days) and {1, 4} <= set(days)
    assert f"New: {count} stays that are over" in listed
    assert browser.get("/reports/sales/stays?stage=won").status_code == 404
    assert browser.get("/reports/sales/export.csv").get_data(as_text=True).count("\n") == 7


def test_what_is_counted_in_the_database_is_what_is_counted_one_by_one(make, session):
    """Whatever trail: none, back and forth, abandoned after a proposal, or never anywhere."""
    place, reason = make.location(), AbandonReason(name="Too expensive")
    session.add(reason)
    session.commit()
    trails = [
        (Stage.NEW, []),
        (Stage.NEW, [Stage.NEW, Stage.PROPOSAL, Stage.NEW]),
        (Stage.CONTRACT, [Stage.NEW]),
        (Stage.WON, [Stage.NEW, Stage.CONTACTED, Stage.WON]),
        (Stage.ABANDONED, [Stage.NEW, Stage.PROPOSAL, Stage.ABANDONED]),
        (Stage.ABANDONED, [Stage.ABANDONED]),
        (Stage.ABANDONED, []),
    ]
    for number, (stage, trail) in enumerate(trails):
        more = {Stage.WON: {"organisation_id": make.organisation(place).id}, Stage.ABANDONED: {"abandon_reason_id": reason.id}}
        deal = make.opportunity(make.lead(place, name=f"Ann {number}"), stage=stage, **more.get(stage, {}))
        for day, after in enumerate(trail):
            session.add(StageChange(opportunity_id=deal.id, before=None, after=after, at=NOW + dt.timedelta(days=day), changed_by="Pat"))
    session.commit()
    make.opportunity(make.lead(place), opened_on=dt.date(2025, 6, 1))
    make.opportunity(make.lead(make.location()), stage=Stage.VISITED)
    asked = (dt.date(2026, 6, 1), dt.date(2026, 6, 30), Wanted(location_id=place.id))
    for wanted in (asked[2], Wanted()):
        found = how_far(session, *asked[:2], wanted, by=make.actor(SALES))
        report = sales_report(session, *asked[:2], wanted, by=make.actor(SALES))
        assert (found.opened, found.won, found.reached) == (len(report.rows), report.count("won"), report.reached)
        assert found.opened >= len(trails)


def test_programs_open_change_move_and_win(make, login, client):
    make.role(MEMBER)
    location = make.location()
    lead, membership, space = make.lead(location), make.membership(location), make.space(location)
    user = make.user(SALES, locations=[location])
    bearer = client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"}).get_json()[
        "access_token"
    ]
    asked = {"headers": {"Authorization": f"Bearer {bearer}"}}
    made = client.post("/api/v1/opportunity/", json={"lead_id": lead.id}, **asked)
    assert made.status_code == 201, made.get_json()
    address = f"/api/v1/opportunity/{made.get_json()['id']}"
    assert client.put(address, json={"value_cents": 295000, "owner_id": user.id}, **asked).get_json()["result"]["value_cents"] == 295000
    assert client.post(f"{address}/move", json={"stage": "visited"}, **asked).get_json()["result"]["stage"] == "visited"
    assert client.post(f"{address}/move", json={"stage": "won"}, **asked).status_code == 422
    won = {
        "organisation": {"name": "Nkosi"}, "person": {"first_name": "T", "last_name": "N", "email": "t@nkosi.example"}, "contract_waived": "A month to try",
        "places": [{"membership_id": membership.id, "space_id": space.id, "starts_on": "2026-07-01"}],
    }  # fmt: skip
    found = client.post(f"{address}/win", json=won, **asked).get_json()
    assert found["result"]["stage"] == "won" and found["result"]["organisation_id"]
    assert client.post(f"{address}/win", json=won, **asked).get_json() == found


def test_the_start_page_of_sales_and_an_old_page_of_an_opportunity(make, login):
    deal = make.opportunity(make.lead(make.location(), name="Ann"), value_cents=250000, expected_on=dt.date(2026, 6, 30))
    browser = login(SALES)
    page = browser.get("/").get_data(as_text=True).replace("\xa0", " ")
    assert "Open opportunities" in page and "R 2 500.00" in page and "/pipeline/list/?month=2026-06" in page
    form = browser.get(f"/opportunities/{deal.id}/change").get_data(as_text=True)
    said = {name: form.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("csrf_token", "version")}
    move_opportunity(deal.id, Stage.VISITED, by=make.actor(SALES))
    answer = browser.post(f"/opportunities/{deal.id}/change", data=said | {"value_cents": "99.00", "owner": ""}).get_data(as_text=True)
    assert "changed Ann" in answer and 'value="99.00"' in answer, "the loser is told, and what was typed stays"


def test_winning_on_the_screen_shows_what_it_will_do(make, login):
    make.role(MEMBER)
    location = make.location()
    deal = make.opportunity(make.lead(location, name="Thandi Nkosi", email="thandi@nkosi.example", company="Nkosi Design"))
    known = make.organisation(location, name="Nkosi Design (Pty) Ltd")
    membership, space = make.membership(location), make.space(location)
    browser = login(SALES)
    form = browser.get(f"/opportunities/{deal.id}/win").get_data(as_text=True)
    assert "Nkosi Design (Pty) Ltd (same name)" in form and "No proposal was accepted" in form
    assert 'name="price_cents"' not in form, "who may not set a price is not asked for one"
    said = {
        "csrf_token": form.split('name="csrf_token"')[1].split('value="')[1].split('"')[0],
        "first_name": "Thandi",
        "last_name": "Nkosi",
        "email": "thandi@nkosi.example",
    }
    said |= {
        "membership": membership.id,
        "space": space.id,
        "places": 2,
        "starts_on": "2026-07-01",
        "contract_waived": "A month to try",
        "who": known.id,
    }
    told = browser.post(f"/opportunities/{deal.id}/win/effect", data=said).get_data(as_text=True).replace("\xa0", " ")
    assert "Nkosi Design (Pty) Ltd" in told and "R 5 400.00" in told and deal.stage is Stage.NEW
    assert browser.post(f"/opportunities/{deal.id}/win", data=said).status_code == 302
    page = browser.get(f"/opportunities/{deal.id}/").get_data(as_text=True)
    assert "Won on 16 Jun 2026" in page and "No contract: A month to try" in page


def test_who_may_set_prices_is_asked_for_one_by_winning(make, login):
    deal = make.opportunity()
    assert 'name="price_cents"' in login(LOCATION_MANAGER, locations=[deal.location]).get(f"/opportunities/{deal.id}/win").get_data(
        as_text=True
    )
