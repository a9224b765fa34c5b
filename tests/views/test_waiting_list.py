"""The waiting list on the screens: on the start page, in the list, on a record, and from a refusal in onboarding."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, SALES
from app.models import Onboarding, PlaceOffer, WaitingEntry
from app.models.place_offer import OfferStatus
from tests.views.test_availability import words
from tests.views.test_forms import Form, said_at

TYPED = {"first_name": "Thandi", "last_name": "Mokoena", "email": "thandi@acme.example", "starts_on": "2026-06-12"}


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def full(make):
    """A space of one place whose license ends on 30 June."""
    make.role("Member")
    membership = make.membership(make.location(code="KLF", name="Kloof"))
    space = make.space(membership.location, name="Garden studio", capacity=1)
    return make.license(make.organisation(membership.location), membership, space_id=space.id, ends_on=dt.date(2026, 6, 30))


def test_a_full_space_in_onboarding_is_one_click_from_the_list(full, login, session):
    form = Form(login(FRONT_DESK), "/onboarding/")
    typed = TYPED | {"membership": full.membership_id, "space": full.space_id, "organisation_name": "Acme"}
    refused = form.send(**typed)
    assert "has room for 1" in said_at(refused, "space")
    assert 'formaction="/onboarding/wait"' in refused.get_data(as_text=True)
    form.address = "/onboarding/first-invoice"
    assert 'formaction="/onboarding/wait"' in form.send(**typed).get_data(as_text=True)
    form.address = "/onboarding/wait"
    answer = form.send(**typed)
    entry = session.scalars(select(WaitingEntry)).one()
    assert answer.location.endswith(f"/waiting/show/{entry.id}")
    assert (entry.name, entry.email, entry.space_id, entry.starts_on) == (
        "Acme",
        "thandi@acme.example",
        full.space_id,
        dt.date(2026, 6, 12),
    )
    assert session.scalars(select(Onboarding)).all() == []


def test_from_the_start_page_to_a_license(full, make, login, session):
    entry = make.waiting(full.space, name="Ann Other", email="ann@other.example")
    make.waiting(full.space, since=dt.date(2026, 5, 20))
    browser = login(LOCATION_MANAGER, locations=[full.location])
    assert "2 wait for a place that is free from 1 Jul 2026" in words(browser.get("/"))
    told = words(browser.get("/waiting-list/"))
    assert "Ann Other 1 person · Garden studio Kloof 1 Jun 2026 1 May 2026 from 1 Jul 2026 Garden studio Offer" in told, told
    record = browser.get(f"/waiting/show/{entry.id}")
    assert "number 1 in the line" in words(record) and f"/waiting/fits/{entry.id}" in record.get_data(as_text=True)
    fragment = re.sub(r"<[^>]+>", " ", browser.get(f"/waiting/fits/{entry.id}").get_data(as_text=True))
    assert fragment.split() == ["Garden", "studio", "from", "1", "Jul", "2026", "Offer"]
    form = Form(browser, f"/waiting/offer/{entry.id}?space={full.space_id}&starts_on=2026-07-01")
    assert form.values["stands_until"] == "2026-06-08"
    assert form.send().status_code == 302
    offer = session.scalars(select(PlaceOffer)).one()
    assert "Garden studio from 1 Jul 2026, kept until 8 Jun 2026 They take it" in words(browser.get("/waiting-list/"))
    onboarding = Form(browser, f"/onboarding/?offer={offer.id}")
    assert {name: onboarding.values[name] for name in ("first_name", "last_name", "email", "starts_on", "space")} == {
        "first_name": "Ann", "last_name": "Other", "email": "ann@other.example", "starts_on": "2026-07-01", "space": str(full.space_id),
    }  # fmt: skip
    assert onboarding.send(membership=full.membership_id).status_code == 302
    session.expire_all()
    assert offer.status is OfferStatus.ACCEPTED
    assert "Ann Other 1 person" not in words(browser.get("/waiting-list/"))
    assert "Ann Other" in words(browser.get("/waiting/list/"))


def test_an_entry_from_the_availability_page(full, login, session):
    browser = login(SALES)
    page = browser.get("/availability/?starts_on=2026-06-12&people=1").get_data(as_text=True)
    link = page.split('href="/waiting/add')[1].split('"')[0].replace("&amp;", "&")
    answer = Form(browser, f"/waiting/add{link}").send(name="Ann", email="ann@b.example")
    assert answer.status_code == 302, words(answer)
    entry = session.scalars(select(WaitingEntry)).one()
    assert (entry.space_id, entry.location_id, entry.places, entry.since) == (full.space_id, full.location_id, 1, dt.date(2026, 6, 1))


def test_a_refused_offer_keeps_what_was_typed(full, make, login):
    entry = make.waiting(full.space)
    answer = Form(login(FRONT_DESK), f"/waiting/offer/{entry.id}").send(
        space=full.space_id, starts_on="2026-06-20", stands_until="2026-06-08"
    )
    assert "has room for 1" in said_at(answer, "space")
    assert 'value="2026-06-20"' in answer.get_data(as_text=True)


def test_verbs_of_who_leaves(full, make, login, session):
    entry = make.waiting(full.space)
    browser = login(FRONT_DESK)
    assert Form(browser, f"/waiting/withdraw/{entry.id}").send(reason="Gone to Rosebank").status_code == 302
    assert "Gone to Rosebank" in words(browser.get(f"/waiting/show/{entry.id}"))
    assert browser.get(f"/waiting/edit/{entry.id}").status_code == 403


def test_nobody_sees_the_list_of_another_place(full, make, login):
    entry = make.waiting(full.space, name="Ann Other")
    browser = login(LOCATION_MANAGER, locations=[make.location()])
    assert "Ann Other" not in words(browser.get("/waiting-list/")) and "Nobody waits" in words(browser.get("/waiting-list/"))
    for path in ("show", "edit", "fits", "offer", "withdraw"):
        assert browser.get(f"/waiting/{path}/{entry.id}").status_code == 404, path


def test_finance_reads_and_does_nothing(full, make, login):
    entry = make.waiting(full.space)
    browser = login(FINANCE)
    assert "Offer" not in words(browser.get("/waiting-list/"))
    assert browser.get(f"/waiting/offer/{entry.id}").status_code in (302, 403)
