"""Somebody is brought in on one page, which says before saving what it will cost, and after it what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.access.carry import begin_access, stop_access
from app.actions.access.settle import settle_access
from app.models import Access, FoyerUser, Onboarding, Organisation
from app.models.access import AccessState
from tests.views.test_forms import Form, said_at

TYPED = {"first_name": "Thandi", "last_name": "Mokoena", "email": "thandi@acme.example", "starts_on": "2026-06-12"}


@pytest.fixture
def place(make):
    make.role("Member")
    location = make.location(code="KLF", name="Kloof")
    return {"membership": make.membership(location).id, "space": make.space(location).id}


def test_a_new_organisation_with_its_first_person(login, make, session, place):
    answer = Form(login("Front desk"), "/onboarding/").send(**TYPED, **place, organisation_name="Acme (Pty) Ltd")
    assert answer.status_code == 302, answer.get_data(as_text=True)[:3000]
    done = session.scalars(select(Onboarding)).one()
    assert answer.location.endswith(f"/members/show/{done.user_id}")
    assert (done.organisation.name, done.license.code[:5]) == ("Acme (Pty) Ltd", "KLF-L")


def test_two_clicks_bring_in_one_person(login, make, session, place):
    form = Form(login("Front desk"), "/onboarding/")
    first = form.send(**TYPED, **place, organisation_name="Acme")
    second = form.send(**TYPED, **place, organisation_name="Acme")
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Organisation).where(Organisation.name == "Acme")) == 1


def test_the_first_invoice_is_shown_and_nothing_is_saved(login, make, session, place):
    form = Form(login("Front desk"), "/onboarding/")
    form.address = "/onboarding/first-invoice"
    told = form.send(**TYPED, **place, organisation_name="Acme").get_data(as_text=True)
    assert "2 950.00" in told.replace("\xa0", " ") or "19 of 30" in told, told
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Onboarding)) == 0
    assert session.scalar(select(func.count()).select_from(FoyerUser).where(FoyerUser.email == "thandi@acme.example")) == 0


def test_the_first_invoice_says_what_is_in_the_way(login, make, place):
    make.user(email="thandi@acme.example")
    form = Form(login("Front desk"), "/onboarding/")
    form.address = "/onboarding/first-invoice"
    assert "belongs to somebody else" in form.send(**TYPED, **place, organisation_name="Acme").get_data(as_text=True)
    assert "Fill in the form" in form.send(**place).get_data(as_text=True)


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(login, make, place):
    make.user(email="thandi@acme.example")
    answer = Form(login("Front desk"), "/onboarding/").send(**TYPED, **place, organisation_name="Acme & Sons")
    assert answer.status_code == 200
    assert "belongs to somebody else" in said_at(answer, "email")
    assert 'value="Acme &amp; Sons"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(("role", "status"), [("Sales", 403), ("Member", 403), ("Finance", 403), ("Location manager", 200)])
def test_who_may(login, role, status):
    browser = login(role)
    found = browser.get("/onboarding/").status_code
    assert found == status or (status == 403 and found == 302)


@pytest.fixture
def failed(make, session):
    membership = make.membership(door_groups="Front door")
    organisation = make.organisation(membership.location)
    user = make.user("Member", organisation_id=organisation.id, location_id=membership.location_id)
    make.license(organisation, membership, user_id=user.id)
    settle_access([user.id], by=SYSTEM)
    doors = session.scalars(select(Access).where(Access.system == "doors")).one()
    begun = begin_access(doors.id, by=SYSTEM)
    stop_access(begun, "fail", "No seat is free at Salto.", by=SYSTEM)
    return doors


def test_the_page_of_a_person_says_how_far_it_is_and_tries_again(login, session, failed):
    browser = login("Front desk")
    told = browser.get(f"/person-steps/{failed.user_id}").get_data(as_text=True)
    assert "No seat is free at Salto." in told and "Try again" in told
    page = browser.get(f"/members/show/{failed.user_id}")
    assert page.status_code == 200 and f"/person-steps/{failed.user_id}" in page.get_data(as_text=True)
    token = told.split('name="csrf_token" value="')[1].split('"')[0]
    assert browser.post(f"/person-steps/retry/{failed.id}", data={"csrf_token": token}).status_code == 302
    session.expire_all()
    assert session.get_one(Access, failed.id).state is AccessState.WANTED


def test_the_page_of_who_starts_later_says_when_it_comes(login, make):
    membership = make.membership(door_groups="Front door")
    organisation = make.organisation(membership.location)
    user = make.user("Member", organisation_id=organisation.id, location_id=membership.location_id)
    make.license(organisation, membership, user_id=user.id, starts_on=dt.date(2099, 3, 1))
    told = login("Front desk").get(f"/person-steps/{user.id}").get_data(as_text=True)
    assert told.count("Comes on 1 Mar 2099, with the license.") == 3 and "opens no doors" not in told


def test_drift_lists_what_is_not_as_it_should_be_and_why_names_the_license(login, failed):
    told = login("Front desk").get("/drift/list/").get_data(as_text=True)
    assert "No seat is free at Salto." in told and "Front door" in told and "LIC" in told


def test_nobody_reaches_the_access_of_another_place(login, make, failed):
    browser = login("Front desk", locations=[make.location()])
    assert browser.get(f"/person-steps/{failed.user_id}").status_code == 404
    assert browser.get(f"/access/show/{failed.id}").status_code == 404
    assert "No seat" not in browser.get("/drift/list/").get_data(as_text=True)
