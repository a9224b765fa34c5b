"""Deposits on the screens: asked on a license's page, what a verb does before it is done, the list, the report, and home."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER
from app.models import Deposit, DepositMovement
from app.models.deposit import DepositStatus
from tests.actions.deposits.billing import sent
from tests.views.billing import instead, press, text_of
from tests.views.test_forms import Form, said_at


@pytest.fixture
def license(make):
    location = make.location(name="Kloof")
    return make.license(make.organisation(location, name="Acme"), make.membership(location, deposit_months=2))


def test_asking_on_a_licenses_page_proposes_two_months_and_shows_the_next_invoice(login, license, session):
    browser = login(FINANCE)
    form = Form(browser, f"/licenses/ask-deposit/{license.id}")
    assert form.values["amount_cents"] == "5900.00"
    form.address = f"/licenses/ask-deposit-effect/{license.id}"
    told = form.send().get_data(as_text=True).replace("\xa0", " ")
    assert "Deposit, refundable, no VAT" in told and "8 850.00" in told
    session.rollback()
    assert session.scalars(select(Deposit)).all() == []

    form.address = f"/licenses/ask-deposit/{license.id}"
    for _click in range(2):
        assert form.send().status_code == 302
    assert session.scalars(select(Deposit.amount_cents)).all() == [590000]
    panel = browser.get(f"/licenses/deposits/{license.id}").get_data(as_text=True)
    assert "Withdraw" in panel and "Refund" not in panel
    assert "Asked" in browser.get(f"/organisations/deposits/{license.organisation_id}").get_data(as_text=True)


def test_an_organisations_page_asks_for_one_without_a_license(login, license, session):
    answer = Form(login(LOCATION_MANAGER, locations=[license.location]), f"/organisations/ask-deposit/{license.organisation_id}").send(
        amount_cents="1 000,00"
    )
    assert answer.status_code == 302
    asked = session.scalars(select(Deposit)).one()
    assert (asked.amount_cents, asked.license_id, asked.location_id) == (100000, None, license.location_id)


def test_the_front_desk_neither_sees_nor_asks(login, license):
    browser = login(FRONT_DESK)
    for address in (f"/licenses/ask-deposit/{license.id}", f"/licenses/deposits/{license.id}", "/deposits/list/", "/deposits-held/"):
        assert browser.get(address).status_code in (302, 403), address
    assert "Ask for a deposit" not in browser.get(f"/licenses/show/{license.id}").get_data(as_text=True)


def test_from_asked_to_given_back_each_verb_says_what_it_does(login, license, make, admin, session):
    deposit = make.deposit(license)
    (invoice,) = sent(license.location, admin)
    browser = login(FINANCE)
    form = Form(browser, f"/deposits/receive/{deposit.id}")
    form.address = f"/deposits/effect/receive/{deposit.id}"
    told = text_of(form.send(reference="EFT 1"))
    assert "Held R 0.00 → R 5 000.00" in told and f"Left to pay of {invoice.number}" in told
    session.rollback()
    assert session.scalars(select(DepositMovement)).all() == []

    form.address = f"/deposits/receive/{deposit.id}"
    assert "Please fill this in" in said_at(form.send(reference=" "), "reference")
    assert form.send(reference="EFT 1").status_code == 302
    page = text_of(browser.get(f"/deposits/show/{deposit.id}"))
    assert all(verb in page for verb in ("Refund", "Keep a part", "Apply to an invoice")) and "Withdraw" not in page

    keep = Form(browser, f"/deposits/keep/{deposit.id}")
    keep.address = f"/deposits/effect/keep/{deposit.id}"
    assert "New lock (kept from deposit" in text_of(keep.send(amount_cents="1150.00", reason="New lock"))
    apply = Form(browser, f"/deposits/apply/{deposit.id}")
    assert apply.send(invoice_id=invoice.id, amount_cents="100.00").status_code == 302
    refund = Form(browser, f"/deposits/refund/{deposit.id}")
    assert "still runs" in said_at(refund.send(reference="EFT 2"), "reason")
    assert refund.send(reference="EFT 2", reason="Moved next door").status_code == 302
    session.expire_all()
    assert (deposit.status, deposit.held_cents) == (DepositStatus.SETTLED, 0)

    went = session.scalars(select(DepositMovement).order_by(DepositMovement.id.desc())).first()
    back = Form(browser, f"/deposit-movements/take-back/{went.id}")
    assert back.send(reason="The bank returned it").status_code == 302
    session.expire_all()
    assert deposit.held_cents == 490000


def test_what_waits_to_be_given_back_is_on_home_in_the_list_and_in_the_report(login, client, license, make):
    held = make.deposit(license, held=500000)
    ended = make.deposit(
        make.license(make.organisation(license.location, name="Gone"), license.membership, ends_on=dt.date(2026, 5, 31)), held=300000
    )
    browser = login(LOCATION_MANAGER, locations=[license.location])
    assert "1 deposit waits to be given back" in text_of(browser.get("/"))
    everything = text_of(browser.get("/deposits/list/?_flt_1_held_cents=0"))
    assert held.code in everything and ended.code in everything
    waits = text_of(browser.get("/deposits/list/?_flt_4_asked_on=2026-06-01"))
    assert ended.code in waits and held.code not in waits

    report = text_of(browser.get("/deposits-held/"))
    assert "R 8 000.00" in report and held.code in report and ended.code in report
    assert "No deposits yet" in text_of(browser.get("/deposits-held/?day=2025-12-31"))
    elsewhere = make.location(name="Elsewhere")
    browser = instead(login, client, LOCATION_MANAGER, locations=[elsewhere])
    assert ended.code not in text_of(browser.get(f"/deposits-held/?location={license.location_id}"))
    assert browser.get(f"/deposits/show/{held.id}").status_code == 404
    assert press(browser, f"/deposits/refund/{held.id}", "/deposits/list/", amount_cents="1.00", key="k").status_code == 404


def test_two_clicks_of_the_add_form_ask_once(login, license, session):
    form = Form(login(FINANCE), "/deposits/add")
    for _click in range(2):
        answer = form.send(license=license.id, amount_cents="100.00")
        assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
    assert session.scalars(select(Deposit.amount_cents)).all() == [10000]
