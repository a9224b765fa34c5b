"""The first day of an operator in a real browser: from nothing to the first approved invoice, by the thinnest way through the set-up."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.models import Invoice, Location, Membership, Space
from tests.chromium import seen
from tests.make import PASSWORD

pytestmark = pytest.mark.browser


def test_from_nothing_to_the_first_invoice(phone: Page, make: Any, world: Any, session: Any) -> None:
    page, person = phone, make.user()
    page.goto("/login/")
    page.fill("[name=username]", person.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/set-up/company")
    seen(page, "company")
    page.fill("#name", "Kloof Works")
    page.fill("#legal_name", "Kloof Works (Pty) Ltd")
    page.fill("#address", "1 Kloof Street")
    page.click("text=Save and go on")
    page.wait_for_url("**/set-up/tax")
    page.fill("#vat_number", "4123456789")
    page.click("summary:has-text('Another rate')")
    page.fill("#percent", "15")
    page.fill("#valid_from", "2018-04-01")
    page.click("text=Save and go on")
    page.wait_for_url("**/set-up/numbers")
    page.fill("#invoice_prefix", "KLF")
    page.fill("#next_invoice", "413")
    expect(page.locator("text=KLF-00413")).to_be_visible()
    page.click("text=Save and go on")
    page.wait_for_url("**/set-up/location")
    page.click("main button:has-text('Later')")
    page.wait_for_url("**/set-up/offers")
    page.check("#hot_desk")
    page.fill("#hot_desk_cents", "2950")
    page.click("text=Add the ticked ones")
    page.wait_for_url("**/set-up/mail")
    page.click("text=Send a mail to me")
    expect(page.locator("text=on its way…")).to_be_visible()
    world.run_jobs()
    expect(page.locator(f"text=took the mail to {person.email}")).to_be_visible()
    seen(page, "mail")

    kloof = session.scalars(select(Location)).one()
    organisation = make.organisation(kloof, name="Acme")
    make.license(organisation, session.scalars(select(Membership)).one(), space_id=session.scalars(select(Space)).one().id)
    page.goto("/set-up/done")
    seen(page, "done")
    page.click("text=Look at the preview")
    page.click("a:has-text('Approve…')")
    page.click("button:has-text('Approve 1 invoice')")
    expect(page.locator(".toast-stack")).to_contain_text("1 invoice approved")
    expect(page.locator("text=KLF-00413").first).to_be_visible()
    assert [each.number for each in session.scalars(select(Invoice))] == ["KLF-00413"]
