"""The portal on a phone without a network: Home, the pass and today's bookings open, money does not, and nothing stays of who signed out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.models import FoyerUser
from tests.make import PASSWORD

pytestmark = pytest.mark.browser
LEFT = "async () => ({ caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length })"
KEPT = "async () => (await (await caches.match('/my/kept')).json())"


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-ZA", base_url=address)
    page, faults = context.new_page(), []
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def ann(make: Any) -> Any:
    here = make.location(name="Kloof", zone="UTC", is_headquarters=True)
    acme = make.organisation(here, name="Acme")
    user = make.user("Member", first_name="Ann", last_name="Other", organisation_id=acme.id, location_id=here.id)
    make.license(acme, user_id=user.id)
    make.booking(
        make.room(make.space(here), name="Boardroom"), starts_at=clock.now(), user_id=user.id, organisation_id=acme.id, title="Stand-up"
    )
    return user


def sign_in(page: Page, user: FoyerUser) -> None:
    page.goto("/login/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_selector("form[data-sign-out]")


def kept(page: Page) -> None:
    page.goto("/my/")
    page.wait_for_selector("html[data-kept]")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def test_loaded_once_and_then_without_a_network(ann: Any, phone: Page) -> None:
    sign_in(phone, ann)
    kept(phone)
    manifest = phone.request.get(phone.get_attribute("link[rel=manifest]", "href") or "").json()
    assert (
        manifest["name"] == "Kloof"
        and manifest["start_url"] == "/my/"
        and all(phone.request.get(each["src"]).ok for each in manifest["icons"])
    )

    phone.context.set_offline(True)
    phone.goto("/my/")
    expect(phone.get_by_role("alert")).to_contain_text("No connection. What you see is of")
    expect(phone.locator("#kept-bookings")).to_contain_text("Stand-up")
    phone.click("nav >> text=Your pass")
    expect(phone.get_by_alt_text("QR code of your pass")).to_be_visible()
    assert phone.evaluate("document.getElementById('kept-pass').naturalWidth") > 50
    phone.goto("/my/invoices/")
    expect(phone.get_by_role("alert")).to_contain_text("This page needs a network.")
    expect(phone.locator("main")).not_to_contain_text("Stand-up")
    expect(phone.locator("section")).to_have_count(2)
    assert phone.locator("section:visible").count() == 0

    phone.context.set_offline(False)
    phone.goto("/my/")
    phone.click("form[data-sign-out] button")
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    phone.wait_for_function("async () => !(await caches.keys()).length")
    assert phone.evaluate(LEFT) == {"caches": [], "workers": 0}


def test_what_was_kept_of_one_is_nothing_to_the_next(ann: Any, make: Any, phone: Page) -> None:
    """Also where the session only ended, and no page of ours was seen in between."""
    sign_in(phone, ann)
    kept(phone)
    before = phone.evaluate(KEPT)
    assert before["person"] == str(ann.id) and "Stand-up" in before["bookings"] and before["codes"]
    ben = make.user("Member", first_name="Ben")
    phone.context.clear_cookies()
    token = phone.request.get("/login/").text().split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    phone.request.post("/login/", form={"username": ben.username, "password": PASSWORD, "csrf_token": token})
    kept(phone)
    after = phone.evaluate(KEPT)
    assert after["person"] == str(ben.id) and "Stand-up" not in after["bookings"]
    assert not {code for _at, code in before["codes"]} & {code for _at, code in after["codes"]}


def test_it_is_over_with_the_day_or_the_session(ann: Any, phone: Page) -> None:
    sign_in(phone, ann)
    kept(phone)
    phone.evaluate(
        "async () => { const store = await caches.open('my-kept'), told = await (await store.match('/my/kept')).json(); await store.put('/my/kept', new Response(JSON.stringify({ ...told, until: Date.now() - 1 }))); }"
    )
    phone.context.set_offline(True)
    phone.goto("/my/")
    expect(phone.get_by_role("alert")).to_contain_text("Nothing is kept on this phone.")
    expect(phone.locator("main")).not_to_contain_text("Stand-up")
    phone.wait_for_function("async () => !(await caches.keys()).includes('my-kept')")
