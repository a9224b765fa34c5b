"""The steps of a set-up as somebody meets them, the start page of an unfinished house, and the settings of a location."""

from __future__ import annotations

import io
import re

from app.access.roles import LOCATION_MANAGER
from app.models import Template
from app.models.template import TemplateKind
from tests.make import picture
from tests.views.test_forms import Form

STEPS = ("company", "tax", "numbers", "location", "offers", "mail", "xero", "cards", "members", "colleagues")


def test_an_empty_house_leads_its_first_person_and_keeps_what_was_typed(login, make):
    browser = login()
    assert browser.get("/").location == "/set-up/" and browser.get("/set-up/").location == "/set-up/company"
    assert browser.get("/set-up/tax").location == "/set-up/company"
    form = Form(browser, "/set-up/company")
    page = form.send(name="Kloof Works", legal_name="", address="1 Kloof Street").get_data(as_text=True)
    assert "This is needed." in page and 'value="Kloof Works"' in page
    answer = form.send(name="Kloof Works", legal_name="Kloof Works (Pty) Ltd", address="1 Kloof Street")
    assert answer.location == "/set-up/tax", re.findall(
        r"(?s)invalid-feedback.*?</div>|alert-danger.*?</div>", answer.get_data(as_text=True)
    )
    assert "Go on" in browser.get("/").get_data(as_text=True)
    for step in STEPS:
        page = browser.get(f"/set-up/{step}").get_data(as_text=True)
        assert 'aria-current="step"' in page, step
        assert "foyer-sandbox-secret" not in page and "OfProcess" not in page
    assert browser.get("/set-up/nothing").status_code == 404


def test_a_house_that_is_in_use_is_quiet(login, make):
    make.location()
    browser = login()
    page = browser.get("/").get_data(as_text=True)
    assert "Set up your house" not in page and "not ready to bill" not in page
    assert "The set-up is over" in browser.get("/set-up/done").get_data(as_text=True)


def test_a_location_says_what_is_its_own_and_goes_back(login, make, session):
    location = make.location(payment_days=14)
    own = Template(kind=TemplateKind.LEAD_MAIL, name="Ours", location_id=location.id, subject="Hello", body="Hello")
    session.add(own)
    session.commit()
    browser, address = login(), f"/location-settings/{location.id}"
    page = browser.get(address).get_data(as_text=True)
    assert "Its own" in page and "The network's" in page
    token = Form(browser, "/locations/add").values["csrf_token"]
    for path, said in (
        ("usual", {"name": "payment_days"}),
        ("usual", {"name": "invoice_prefix"}),
        ("templates", {}),
        ("logo", {"logo": (io.BytesIO(picture()), "logo.png")}),
    ):
        assert browser.post(f"{address}/{path}", data={"csrf_token": token} | said).status_code == 302
    session.refresh(location)
    session.refresh(own)
    assert (location.payment_days, location.invoice_prefix != "", own.is_active, bool(location.logo)) == (
        7,
        True,
        False,
        True,
    )  # nothing is usual about a prefix


def test_a_manager_reads_the_settings_of_the_own_location(login, make):
    location, other = make.location(), make.location()
    browser = login(LOCATION_MANAGER, locations=[location])
    page = browser.get(f"/location-settings/{location.id}").get_data(as_text=True)
    assert "Its own" in page and "back to what is usual" not in page
    assert browser.get(f"/location-settings/{other.id}").status_code == 404
    assert browser.get("/set-up/company").status_code != 200
