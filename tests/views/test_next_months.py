"""What is agreed for the next months, and what other prices would have made of past ones, on screen."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine

from app.access.roles import FINANCE, FRONT_DESK
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.core.month import Month

NOW = dt.datetime(2026, 6, 10, 8, tzinfo=dt.UTC)


@pytest.fixture
def kloof(make):
    """July: one begins in the middle of it, and one ends; September: the commitment of nobody."""
    place = make.location(name="Kloof", invoice_prefix="KLF")
    membership = make.membership(place, primary=100000, extra=100000)
    acme = make.organisation(place, name="Acme")
    make.license(acme, membership)
    make.license(acme, membership, ends_on=dt.date(2026, 7, 31))
    make.license(acme, membership, starts_on=dt.date(2026, 8, 1))
    make.line_item(acme, price_cents=5000)
    return place


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


def links(page: str) -> set[tuple[str, str, str]]:
    """(what it is, how much, its list) of each number that leads on."""
    return {
        (kind, value, href.replace("&amp;", "&")) for href, kind, value in re.findall(r'href="([^"]+)" data-(sum|count)="(-?\d+)"', page)
    }


@time_machine.travel(NOW, tick=False)
def test_each_number_of_the_next_months_is_the_sum_of_its_list(kloof, login, make):
    make.opportunity(make.lead(kloof), stage="visited", value_cents=400000, expected_on=dt.date(2026, 7, 20))
    browser = login()
    page = browser.get("/reports/next-months/").get_data(as_text=True)
    told = plain(page)
    assert re.search(r"R 2 050 are agreed for Sept? 2026: as much as the R 2 050 of this month, or more", told)
    assert "R 1 600" in told, "40 % of a visited opportunity's"
    found = links(page)
    assert len(found) > 12
    assert {each.split("what=")[1].split("&")[0] for _kind, _value, each in found} == {
        "agreed",
        "moved",
        "deals",
        "opportunities",
        "together",
    }
    for kind, value, href in found:
        listed = browser.get(href).get_data(as_text=True)
        own = re.search(r'data-sum="(-?\d+)"', listed) if kind == "sum" else re.search(r'data-count="(\d+)"', listed)
        assert own and own[1] == value, (href, value)
    assert browser.get("/reports/next-months/list?what=agreed&month=1999-01&currency=ZAR").status_code == 400
    assert browser.get("/reports/next-months/list?what=agreed&month=x&currency=ZAR").status_code == 400


def test_other_prices_are_worked_out_on_one_page(kloof, login, admin):
    june = Month(2026, 6)
    run = create_run(kloof.id, june, by=admin, cut_off=june.last)
    run = preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    browser = login(FINANCE)
    asked = f"location={kloof.id}&from=2026-06&to=2026-06&percent=%2B6"
    assert f"/reports/what-if/result?{asked}".replace("&", "&amp;") in browser.get(f"/reports/what-if/?{asked}").get_data(as_text=True)
    told = plain(browser.get(f"/reports/what-if/result?{asked}").get_data(as_text=True))
    assert "R 120 more: 5.9 % on the R 2 050 that were billed" in told
    lines = browser.get(f"/reports/what-if/result.csv?{asked}").get_data(as_text=True).splitlines()
    assert lines[1].startswith("Acme,") and lines[1].endswith("2050.00,2170.00,120.00,120.00,0.00")
    wrong = browser.get(f"/reports/what-if/?location={kloof.id}&percent=lots").get_data(as_text=True)
    assert "Write a change like +6 or -2.5." in wrong and "/result?" not in wrong
    assert browser.get(f"/reports/what-if/result?location={kloof.id}&percent=lots").status_code == 404


def test_the_front_desk_sees_neither(kloof, login):
    desk = login(FRONT_DESK)
    assert {desk.get(f"/reports/{each}").status_code for each in ("next-months/", "what-if/", "what-if/result")} == {403}


@time_machine.travel(NOW, tick=False)
def test_what_ends_a_month_is_a_whole_month_of_what_ends_for_good(make, login):
    """Within this month, within the next, begun and ended within two, and moved to another membership."""
    place = make.location(name="Kloof")
    desk, other = make.membership(place, primary=100000, extra=100000), make.membership(place, primary=80000, extra=80000)
    acme = make.organisation(place, name="Acme")
    make.license(acme, desk, ends_on=dt.date(2026, 6, 15), starts_on=dt.date(2026, 1, 1))
    make.license(acme, desk, ends_on=dt.date(2026, 7, 5), starts_on=dt.date(2026, 1, 1))
    make.line_item(acme, price_cents=5000, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 7, 10))
    moved = make.license(acme, desk, ends_on=dt.date(2026, 7, 20), starts_on=dt.date(2026, 1, 1))
    make.license(acme, other, starts_on=dt.date(2026, 7, 21), replaces_id=moved.id)
    assert "R 2 050 a month end by Sept 2026" in plain(login().get("/reports/next-months/").get_data(as_text=True)).replace(
        "Sep 2026", "Sept 2026"
    )


@time_machine.travel(NOW, tick=False)
def test_a_stage_leads_to_the_opportunities_that_are_counted(kloof, login, make):
    """Not those of a later month, without a day, of another currency or, where the report is of one location, of another."""
    nile, seine = make.location(name="Nile"), make.location(name="Seine", currency="EUR")
    for place, day in (
        (kloof, dt.date(2026, 7, 20)),
        (kloof, dt.date(2026, 5, 2)),
        (kloof, dt.date(2026, 8, 1)),
        (kloof, None),
        (nile, dt.date(2026, 6, 20)),
        (seine, dt.date(2026, 7, 1)),
    ):
        make.opportunity(make.lead(place), stage="visited", value_cents=400000, expected_on=day)
    make.opportunity(make.lead(kloof), stage="new", value_cents=100000, expected_on=dt.date(2026, 7, 1))
    browser = login()
    with browser.session_transaction() as kept:
        kept["location_id"] = nile.id
    listed = browser.get("/reports/next-months/list?what=deals&month=2026-08&currency=ZAR&location=all").get_data(as_text=True)
    everywhere = re.search(r'href="(/pipeline/list/[^"]*)"', listed)[1].replace("&amp;", "&")
    assert (
        len(re.findall(r'href="/opportunities/\d+/"', browser.get(everywhere.replace("stage=new", "stage=visited")).get_data(as_text=True)))
        == 3
    )
    with browser.session_transaction() as kept:
        kept["location_id"] = None
    for place, month, counted in (("", "2026-08", 3), ("", "2026-07", 2), (f"&location={kloof.id}", "2026-08", 2), ("", "2026-06", 0)):
        listed = browser.get(f"/reports/next-months/list?what=deals&month={month}&currency=ZAR{place}").get_data(as_text=True)
        found = re.search(r'href="(/pipeline/list/\?stage=visited[^"]*)"', listed)
        assert (found is None) == (not counted)
        href = found[1].replace("&amp;", "&") if found else f"/pipeline/list/?until={month}"
        page = browser.get(href).get_data(as_text=True)
        assert len(re.findall(r'href="/opportunities/\d+/"', page)) == counted, (href, counted)
        assert f'name="until" value="{month}"' in page
