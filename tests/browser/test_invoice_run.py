"""A person walks a run in a real browser: new run, a row and its trace, approval, sending, done; on a phone as well."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.access.roles import FINANCE
from app.models import Invoice, Organisation
from app.models.invoice import InvoiceStatus
from tests.views.billing import two_months

pytestmark = pytest.mark.browser


@pytest.fixture
def kloof(make, world):
    location = make.location(name="Kloof", invoice_prefix="KLF", sender_email="kloof@example.com")
    world.connect(location)
    desk = make.membership(location, name="Desk")
    for name in ("Acme", "Bluegum", "Corner"):
        organisation = make.organisation(location, name=name, invoice_email=f"{name.lower()}@example.com")
        make.license(organisation, desk, commitment_months=12)
    return location


def test_from_new_run_to_done(kloof, visit, world, session):
    page = visit(FINANCE)
    page.click("text=Invoice runs")
    page.click("button:has-text('New run')")
    page.wait_for_url(re.compile(r"/runs/\d+$"))
    expect(page.locator("#organisations tbody tr:visible")).to_have_count(3)

    page.click("a.btn-open:has-text('Acme')")
    page.click(".run-line-list summary")
    expect(page.locator(".formula")).to_contain_text("2 950.00 × (1 − ")
    expect(page.locator(".trace")).to_contain_text("The price of a whole month is")
    page.click("text=Leave out…")
    page.fill("[name=reason]", "Disputed")
    page.click("form button:has-text('Leave out')")
    expect(page.locator("tr.is-left-out")).to_contain_text("Disputed")

    page.fill("[name=q]", "blue")
    page.press("[name=q]", "Enter")
    expect(page.locator("#organisations tbody tr:visible")).to_have_count(1)
    assert "q=blue" in page.url
    page.click("a:has-text('Left out')")
    expect(page.locator("#organisations tbody")).to_have_count(0)
    page.click("main a:has-text('All')")

    page.click("a:has-text('Approve…')")
    expect(page.locator("main")).to_contain_text("2 invoices")
    expect(page.locator("main")).to_contain_text("Acme: Disputed")
    expect(page.locator("main")).to_contain_text("Foyer Demo ZA")
    page.dblclick("button:has-text('Approve 2 invoices')")
    expect(page.locator(".toast-stack")).to_contain_text("2 invoices approved")
    expect(page.locator("#progress")).to_contain_text("0 of 6 steps are done")

    world.run_jobs()
    page.wait_for_selector("text=6 of 6 steps are done")
    expect(page.locator("#progress[hx-get]")).to_have_count(0)

    page.click("a:has-text('Send…')")
    expect(page.locator("main")).to_contain_text("2 mails to 2 addresses")
    page.click("button:has-text('Send 2 mails')")
    expect(page.locator("#progress")).to_contain_text("6 of 8 steps are done")
    world.run_jobs()
    expect(page.locator("main")).to_contain_text("What was approved is with the customers")
    expect(page.locator("main")).to_contain_text("1 left out")
    expect(page.locator("h1")).to_contain_text("Done")

    assert sorted(mail["to"] for mail in world.vendors.mails()) == ["bluegum@example.com", "corner@example.com"]
    session.rollback()
    assert {invoice.status for invoice in session.scalars(select(Invoice))} == {InvoiceStatus.SENT}

    page.click("text=Open the invoices")
    page.click("a:has-text('KLF-00001')")
    page.click("a:has-text('PDF')")
    expect(page.locator("#paper iframe")).to_be_visible()


def test_what_moved_is_said_before_anything_is_approved(make, admin, visit, session):
    _location, run = two_months(make, admin)
    page = visit(FINANCE)
    page.goto(f"/runs/{run.id}")
    expect(page.locator("#picture-causes canvas")).to_have_count(1)
    page.check("[aria-label='Choose Newcomer']")
    page.click("button:has-text('Approve only these…')")
    acme = session.scalars(select(Organisation).where(Organisation.name == "Acme")).one()
    make.discount("5", organisation_id=acme.id)
    page.click("button:has-text('Approve 1 invoice')")
    expect(page.locator(".toast-stack")).to_contain_text("1 invoice approved")
    page.click("a:has-text('Approve…')")
    page.click("button:has-text('Approve 2 invoices')")
    expect(page.locator("main")).to_contain_text("Nothing was approved")
    page.click("button:has-text('Look again')")
    expect(page.locator("h1")).to_contain_text("July 2026")


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_scrolls_sideways_on_a_phone(make, admin, visit, dark):
    _location, run = two_months(make, admin)
    page = visit(FINANCE, width=360, dark=dark)
    for path in ("/", "/runs/", f"/runs/{run.id}", f"/runs/{run.id}/approve", "/invoices/list/", "/credit-notes/list/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
