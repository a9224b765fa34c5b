"""The plan on the screen: who sits where on a day, what a click leads to, and the form that arranges it."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.models import FloorPlan, PlanMark
from app.models.space import SpaceKind
from tests.make import picture
from tests.views.test_availability import words
from tests.views.test_forms import Form


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def plan(make):
    """A studio with two places, an office that is let, an empty one, and a room."""
    location = make.location(name="Kloof")
    membership, acme = make.membership(location), make.organisation(location, name="Acme Labs")
    found = make.floor_plan(location, name="Ground floor")
    studio = make.space(location, name="Studio", kind=SpaceKind.STUDIO, capacity=2)
    office = make.space(location, name="Office 201", kind=SpaceKind.PRIVATE_OFFICE, capacity=4)
    empty = make.space(location, name="Office 202", kind=SpaceKind.PRIVATE_OFFICE, capacity=4)
    ann = make.user("Member", first_name="Ann", last_name="Other", organisation_id=acme.id)
    ben = make.user("Member", first_name="Ben", last_name="Late", organisation_id=acme.id)
    make.license(acme, membership, space_id=studio.id, user_id=ann.id, ends_on=dt.date(2026, 6, 20))
    make.license(acme, membership, space_id=studio.id, user_id=ben.id, starts_on=dt.date(2026, 6, 15))
    make.license(acme, membership, space_id=office.id)
    for number, place in enumerate((studio, office, empty, make.room(studio, name="Boardroom"))):
        make.mark(found, place, at=("0.1", str(number / 5), "0.2", "0.1"))
    return found


def test_who_sits_where_today(plan, login):
    page = login(FRONT_DESK).get("/floor-plans/")
    told = words(page)
    assert "Who sits where on 1 Jun 2026" in told
    assert re.search(
        r"Studio 1 free AO Ann Other Acme Labs leaves on 20 Jun 2026 BL Ben Late Acme Labs comes on 15 Jun 2026 Onboard", told
    ), told
    assert re.search(r"Office 201 full AL Acme Labs Office 202 4 free nobody Onboard", told), told
    assert "Boardroom room for 6 people" in told


def test_on_another_day(plan, login):
    browser = login(FRONT_DESK)
    told = words(browser.get(f"/floor-plans/{plan.id}?on=2026-06-16"))
    assert "Studio free from 21 Jun 2026" in told
    told = words(browser.get(f"/floor-plans/{plan.id}?on=2026-06-21"))
    assert re.search(r"Studio 1 free BL Ben Late", told) and "Ann Other" not in told
    assert words(browser.get(f"/floor-plans/{plan.id}?on=never")).count("1 Jun 2026")


def test_a_click_leads_to_who_sits_there_or_to_onboarding(plan, login):
    page = login(FRONT_DESK).get("/floor-plans/").get_data(as_text=True)
    marks = {
        re.search(r'title="([^:]+):', each)[1]: re.search(r'href="([^"]+)"', each)[1]
        for each in re.findall(r'<a class="plan-mark[^>]+>', page)
    }
    assert marks["Studio"].startswith("#place-") and f'id="{marks["Studio"][1:]}"' in page
    assert marks["Office 201"].startswith("/licenses/show/")
    assert re.fullmatch(r"/onboarding/\?space=\d+&amp;starts_on=2026-06-01", marks["Office 202"])
    assert marks["Boardroom"].startswith("/rooms/show/")


def test_sales_see_who_sits_there_and_onboard_nobody(plan, login):
    page = login("Sales").get("/floor-plans/")
    assert "/onboarding/" not in page.get_data(as_text=True).split("<main")[1] and "Ann Other" in words(page)


def test_the_picture_is_for_who_may_see_the_plan(plan, login):
    answer = login(FRONT_DESK, locations=[plan.location]).get(f"/floor-plans/{plan.id}/picture")
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"] and "immutable" in answer.headers["Cache-Control"]


def test_nobody_reaches_the_plan_of_another_place(plan, login, make):
    stranger = login(LOCATION_MANAGER, locations=[make.location()])
    for path in ("", "/picture", "/edit", "/arrange"):
        assert stranger.get(f"/floor-plans/{plan.id}{path}").status_code == 404, path
    assert "No floor plan yet." in words(stranger.get("/floor-plans/"))


def test_a_plan_is_uploaded_and_arranged_by_numbers(make, login, session):
    location = make.location()
    space = make.space(location, name="Studio")
    browser = login(LOCATION_MANAGER, locations=[location])
    form = Form(browser, "/floor-plans/add")
    refused = form.send(location_id=location.id, name="Ground floor", picture=(io.BytesIO(b"<svg onload='x'/>"), "plan.png"))
    assert "Save it as PNG" in words(refused) and 'value="Ground floor"' in refused.get_data(as_text=True)
    answer = form.send(location_id=location.id, name="Ground floor", picture=(io.BytesIO(picture()), "anything.txt"))
    plan = session.scalars(select(FloorPlan)).one()
    assert answer.location == f"/floor-plans/{plan.id}/arrange"
    page = browser.get(answer.location).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.split("data-arrange")[1])[1]
    typed = {
        "csrf_token": token,
        "version": "0",
        f"s{space.id}-x": "12,5",
        f"s{space.id}-y": "25",
        f"s{space.id}-width": "much",
        f"s{space.id}-height": "10",
    }
    refused = browser.post(answer.location, data=typed)
    assert "such as 12.5" in words(refused) and 'value="much"' in refused.get_data(as_text=True)
    refused = browser.post(answer.location, data=typed | {f"s{space.id}-width": "90"})
    assert "Studio does not lie on the picture" in words(refused)
    assert browser.post(answer.location, data=typed | {f"s{space.id}-width": "20"}).status_code == 302
    mark = session.scalars(select(PlanMark)).one()
    assert [str(number) for number in (mark.x, mark.y, mark.width, mark.height)] == ["0.12500", "0.25000", "0.20000", "0.10000"]
    assert 'value="12.5"' in browser.get(answer.location).get_data(as_text=True)
    stale = browser.post(answer.location, data=typed | {f"s{space.id}-width": "20"})
    assert "Somebody else has arranged this plan meanwhile." in words(stale)
    assert browser.post(f"/floor-plans/{plan.id}/delete", data={"csrf_token": token}).status_code == 302
    assert session.scalars(select(FloorPlan)).all() == []
