"""The account of an organisation in the portal: what is open and late, the statement, and what the team used; each for whom it concerns."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.dunning.put_policy import put_policy
from app.actions.payments.record_eft import record_eft
from app.models import Access, BookingExtra, Fulfilment
from app.models.access import AccessState
from app.models.booking import BookingStatus
from app.models.user import TeamRole
from app.rules.access import System
from tests.views.billing import text_of


@pytest.fixture
def acme(make):
    return make.organisation(make.location(name="Kloof"), name="Acme", code="ACM")


@pytest.fixture
def on_30_june():
    with time_machine.travel(dt.datetime(2026, 6, 30, 8, tzinfo=dt.UTC)):
        yield


def test_what_is_open_comes_first_with_a_way_to_pay_and_what_is_late_is_said(make, acme, member, browser_of, on_30_june):
    sent = {"sent_at": dt.datetime(2026, 6, 1, tzinfo=dt.UTC)}
    late = make.invoice(acme, number="KLF-1", **sent)
    make.invoice(acme, number="KLF-2", kind="manual", due_on=dt.date(2026, 7, 31), **sent)
    make.invoice(make.organisation(acme.location), number="OTHER-1", **sent)
    record_eft(acme.id, key="a", amount_cents=15_000, reference="EFT 7", received_on=dt.date(2026, 6, 10), by=SYSTEM)
    browser = browser_of(member(acme, team_role=TeamRole.BILLING))

    page = browser.get("/my/invoices/")
    told = text_of(page)
    for said in (
        "R 1 000.00 is overdue since 8 Jun 2026.",
        "To pay R 2 150.00",
        "Invoice KLF-1 June 2026 Overdue since 8 Jun 2026 R 1 000.00 of R 1 150.00",
        "All invoices",
    ):
        assert said in told, (said, told)
    assert "New bookings" not in told and "OTHER" not in told
    assert f'href="/my/invoices/{late.id}/pay"' in page.get_data(as_text=True)

    with time_machine.travel(dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)):
        put_policy(is_on=True, reminders=(1,), block_after=14, review_after=None, least_cents=0, by=SYSTEM)
    assert "New bookings of rooms rest until it is paid." in text_of(browser.get("/my/invoices/"))

    told = text_of(browser.get("/my/statement/?from=2026-06-01&to=2026-06-30"))
    for said in ("Invoice KLF-1 due 8 Jun 2026 R 1 150.00", "Payment: EFT 7", "Closing balance on 30 Jun 2026 R 2 150.00"):
        assert said in told, (said, told)
    assert browser.get("/my/statement/statement.pdf").mimetype == "application/pdf"
    for address in ("/debtors/", f"/statements/{acme.id}/", "/dunning/", "/debtors/review/", "/my/usage/"):
        assert browser.get(address).status_code in (302, 403), address


def test_who_sees_no_invoices_sees_no_account_and_nothing_of_the_teams_use(acme, member, browser_of):
    browser = browser_of(member(acme))
    for address in ("/my/invoices/", "/my/statement/", "/my/statement/statement.pdf", "/my/usage/"):
        assert browser.get(address).status_code == 403, address


def test_what_the_team_used_by_person_and_month(make, acme, member, browser_of, session, on_30_june):
    owner = member(acme, team_role=TeamRole.OWNER, first_name="Olga", last_name="Owner")
    ann = member(acme, first_name="Ann", last_name="Able")
    room = make.room(make.space(acme.location))
    of = {"organisation_id": acme.id, "user_id": ann.id}
    with_coffee = make.booking(room, hours=2, charged_cents=40_000, invoice_cents=10_000, status=BookingStatus.DONE, **of)
    coffee = {"quantity": 8, "unit_price_cents": 2_500, "price_includes_vat": True, "charged_cents": 20_000, "net_cents": 17_391}
    session.add(BookingExtra(booking_id=with_coffee.id, product_id=make.product(acme.location, extra_most=20).id, **coffee))
    make.booking(
        room,
        starts_at=dt.datetime(2026, 6, 20, 9, tzinfo=dt.UTC),
        charged_cents=5_000,
        invoice_cents=5_000,
        status=BookingStatus.CANCELLED,
        **of,
    )
    make.booking(
        room, starts_at=dt.datetime(2026, 5, 31, 21, 30, tzinfo=dt.UTC), **of | {"user_id": owner.id}
    )  # the last half hour of May there
    make.booking(make.room(make.space(acme.location)), organisation_id=make.organisation(acme.location).id, charged_cents=99_900)
    access = {"user_id": ann.id, "username": "ann.acme", "location_id": acme.location_id, "state": AccessState.GRANTED}
    session.add(Access(system=System.PRINTING, wanted={}, balance_cents=2_550, **access))
    prints = make.sold(make.product(type="printing", credit_cents=10_000), acme)
    given = {
        "what": "Prints",
        "unit": "printing",
        "currency": "ZAR",
        "vat_point": "sale",
        "key": "fulfil:1",
        "done_at": dt.datetime(2026, 6, 3, 9, tzinfo=dt.UTC),
    }
    about = {
        "invoice_line_id": prints.lines[0].id,
        "invoice_id": prints.id,
        "organisation_id": acme.id,
        "location_id": acme.location_id,
        "user_id": ann.id,
    }
    session.add(Fulfilment(cents=10_000, state="done", **about, **given))
    session.commit()
    browser = browser_of(owner)

    told = text_of(browser.get("/my/usage/"))
    assert "Ann Able 1 2 h R 300.00 R 350.00 R 100.00 R 25.50 Together 1 2 h R 300.00 R 350.00 R 0.00 R 100.00" in told, told
    assert "Olga" not in told and "999" not in told
    assert "Olga Owner 1 1 h" in text_of(browser.get("/my/usage/?month=2026-05"))
    for odd in ("2026-13", "1066-10", "x", "2027-01"):
        assert "June 2026" in text_of(browser.get(f"/my/usage/?month={odd}")), odd
    assert "Nothing was used in this month." in text_of(browser.get("/my/usage/?month=2026-01"))


def test_a_statement_leads_to_no_paper_that_has_not_been_sent(make, acme, member, browser_of, on_30_june):
    invoice = make.invoice(acme, number="KLF-1", sent_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    note = create_credit_note(invoice.id, {invoice.lines[0].id: 10_000}, "A broken chair", by=SYSTEM)
    browser = browser_of(member(acme, team_role=TeamRole.BILLING))
    page = browser.get("/my/statement/?from=2026-06-01&to=2026-06-30").get_data(as_text=True)
    links = list(re.findall(r'href="(/my/invoices/[^"]+)"', page))
    assert note.number in page and links and all(browser.get(each).status_code == 200 for each in links), links
