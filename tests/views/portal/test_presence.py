"""/my/presence: in and out with the own session, a pass that turns, and a PIN that is shown once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.access.pins import mark_of
from app.access.roles import MEMBER
from app.models import CheckIn, Pin
from app.models.check_in import LeftBy, Source
from tests.views.test_forms import Form


@pytest.fixture
def place(make):
    return make.location(code="KLF", name="Kloof")


@pytest.fixture
def browser(make, login, place):
    organisation = make.organisation(place)
    return login(MEMBER, organisation_id=organisation.id)


def text_of(answer):
    return answer.get_data(as_text=True)


def test_in_and_out_from_the_start_page(browser, session, place, make):
    elsewhere = make.location(name="Elsewhere")
    token = {"csrf_token": Form(browser, "/my/").values["csrf_token"]}
    assert browser.post("/my/presence/check-in", data=token | {"place": elsewhere.id}).status_code == 404
    assert browser.post("/my/presence/check-in", data=token | {"place": place.id}).status_code == 302
    row = session.scalars(select(CheckIn)).one()
    page = text_of(browser.get("/my/"))
    assert row.source is Source.SESSION and "In since" in page and "You are in at Kloof." in page
    assert browser.post("/my/presence/check-out", data=token | {"check_in": row.public_id}).status_code == 302
    session.expire_all()
    assert row.left_by is LeftBy.SESSION and "Kloof" in text_of(browser.get("/my/presence/"))


def test_a_pin_is_on_the_page_once(browser, session):
    token = {"csrf_token": Form(browser, "/my/presence/").values["csrf_token"]}
    page = text_of(browser.post("/my/presence/pin", data=token))
    pin = re.search(r"font-monospace[^>]*>(\d{3}) (\d{3})<", page)
    assert pin and session.scalars(select(Pin.mark)).one() == mark_of(pin[1] + pin[2])
    assert f"{pin[1]} {pin[2]}" not in text_of(browser.get("/my/presence/")) and "New PIN" in text_of(browser.get("/my/presence/"))


def test_the_pass_turns(browser):
    answer = browser.get("/my/presence/pass")
    assert "data:image/svg+xml" in text_of(answer) and answer.headers["Cache-Control"] == "no-store"
