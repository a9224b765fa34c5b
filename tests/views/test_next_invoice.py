"""The next invoice as it stands today: on the organisation's page for whoever sees invoices, in the portal for whoever pays; nothing is written."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER, SALES
from app.actions.invoice_runs.approve import approve_run
from app.models import AuditEvent, Invoice, InvoiceRun
from app.models.user import TeamRole
from tests.make import PASSWORD
from tests.views.billing import JUNE, instead, previewed, text_of
from tests.views.test_forms import Form

TITLE = "Next invoice, as it stands today"


@pytest.fixture
def on_3_june():
    with time_machine.travel(dt.datetime(2026, 6, 3, 8, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def acme(make, on_3_june):
    """A desk at R2 950 and a day pass of R250 at home."""
    location = make.location(name="Kloof")
    acme = make.organisation(location, name="Acme")
    make.license(acme, make.membership(location, name="Desk"))
    make.adhoc(acme, date=JUNE.first, description="Day pass", unit_price_cents=25000)
    return acme


def test_the_desk_sees_it_on_the_customers_page(login, client, make, acme, session, admin):
    browser, panel = login(FRONT_DESK), f"/organisations/next-invoice/{acme.id}"
    page = browser.get(f"/organisations/show/{acme.id}")
    assert TITLE in text_of(page) and f'hx-get="{panel}"' in page.get_data(as_text=True)
    written = [session.scalar(select(func.count(each.id))) for each in (Invoice, InvoiceRun, AuditEvent)]
    told = text_of(browser.get(panel))
    for said in (
        "For June 2026. It may change until it is approved.",
        "Desk",
        "Day pass",
        "R 250.00",
        "Net R 3 200.00",
        "VAT R 480.00",
        "Total R 3 680.00",
    ):
        assert said in told, (said, told)
    assert written == [session.scalar(select(func.count(each.id))) for each in (Invoice, InvoiceRun, AuditEvent)], "only looked at"
    run = previewed(acme.location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    told = text_of(browser.get(panel))
    assert "For July 2026." in told and "Day pass" not in told and "Total R 3 392.50" in told
    browser = instead(login, client, SALES)
    assert TITLE not in text_of(browser.get(f"/organisations/show/{acme.id}")) and browser.get(panel).status_code == 403


def test_each_place_is_told_apart_and_only_to_who_works_there(login, client, make, acme):
    there = make.location(name="Durban")
    make.license(acme, make.membership(there, name="Office"))
    panel = f"/organisations/next-invoice/{acme.id}"
    told = text_of(login(FRONT_DESK).get(panel))
    assert told.index("Kloof") < told.index("Desk") < told.index("Durban") < told.index("Office")
    told = text_of(instead(login, client, LOCATION_MANAGER, locations=[there]).get(panel))
    assert "Office" in told and "Desk" not in told
    assert instead(login, client, LOCATION_MANAGER, locations=[make.location()]).get(panel).status_code == 404


def test_what_will_not_go_out_and_what_becomes_a_credit_note_is_said(login, make, acme):
    browser = login(FRONT_DESK)
    gone = make.organisation(acme.location, name="Gone", status="inactive")
    make.adhoc(gone, date=JUNE.first, unit_price_cents=-10000)
    told = text_of(browser.get(f"/organisations/next-invoice/{gone.id}"))
    assert "nothing is invoiced until it is made active" in told and "It is below zero, so it becomes a credit note." in told
    nobody = make.organisation(acme.location)
    assert "Nothing is waiting to be invoiced." in text_of(browser.get(f"/organisations/next-invoice/{nobody.id}"))


def test_members_who_see_invoices_see_it_in_the_portal(make, acme, web_app):
    def browser_of(**wishes):
        user, browser = make.user("Member", organisation_id=acme.id, location_id=acme.location_id, **wishes), web_app.test_client()
        assert Form(browser, "/login/").send(username=user.username, password=PASSWORD).status_code == 302
        return browser

    payer = browser_of(team_role=TeamRole.BILLING)
    page = payer.get("/my/invoices/")
    assert TITLE in text_of(page) and 'hx-get="/my/invoices/next"' in page.get_data(as_text=True) and "htmx" in page.get_data(as_text=True)
    told = text_of(payer.get("/my/invoices/next"))
    assert "For June 2026. It may change until it is approved." in told and "Day pass" in told and "Total R 3 680.00" in told
    assert browser_of().get("/my/invoices/next").status_code == 403
