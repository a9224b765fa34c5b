"""A debtor at home elsewhere: whoever bills it sees its account there, says what was said and records its money, and nothing more of it opens."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, LOCATION_MANAGER
from app.actions.dunning.write_note import promise_to_pay, review_access, withdraw_note, write_note
from app.actions.organisations.change import change_organisation
from app.actions.payments.record_eft import record_eft
from app.core import clock
from app.core.errors import FoyerError, Missing
from app.models import AccountLetter, BankLine, DebtorNote, Invoice, Payment
from tests.views.billing import instead, press, text_of
from tests.views.test_bank import upload
from tests.views.test_forms import Form


@pytest.fixture
def places(make):
    return make.location(name="Cape Town"), make.location(name="Johannesburg")


@pytest.fixture
def acme(make, places):
    """At home in Cape Town, which it owes R1 150; a room in Johannesburg makes R690 more. It holds no license there."""
    home, there = places
    acme = make.organisation(home, name="Acme", code="ACM", invoice_email="acme@example.com")
    make.invoice(acme, number="CPT-1")
    make.invoice(acme, number="JHB-1", net=60_000, location_id=there.id)
    return acme


def test_every_page_that_the_list_of_debtors_leads_to_is_there_and_tells_of_that_place_alone(login, places, acme):
    browser = login(LOCATION_MANAGER, locations=[places[1]])
    assert "Acme" in text_of(browser.get("/debtors/?day=2026-07-20"))
    page = f"/debtors/{acme.id}/"
    told = text_of(browser.get(page))
    assert "R 690.00" in told and "JHB-1" in told and "CPT-1" not in told and "Mail a statement" not in told
    for at in (f"{page}note", f"{page}promise", f"{page}review", f"/payments/add?_flt_0_organisation={acme.id}"):
        assert browser.get(at).status_code == 200, at
    told = text_of(browser.get(f"/statements/{acme.id}/?from=2026-06-01&to=2026-06-30"))
    assert "JHB-1" in told and "CPT-1" not in told and browser.get(f"/statements/{acme.id}.pdf").status_code == 200


def test_what_was_said_is_noted_and_withdrawn_and_money_is_recorded(login, make, places, acme, session):
    browser = login(LOCATION_MANAGER, locations=[places[1]])
    page = f"/debtors/{acme.id}/"
    until = (clock.now() + dt.timedelta(days=9)).date().isoformat()
    form = Form(browser, f"{page}promise")
    assert form.values["amount_cents"] == "690.00" and form.send(until=until).status_code == 302
    note = session.scalars(select(DebtorNote)).one()
    assert press(browser, f"/debtors/notes/{note.id}/withdraw", page).status_code == 302
    session.refresh(note)
    assert note.withdrawn_at is not None
    assert (
        press(browser, f"{page}statement", page, key="k").status_code == 302 and session.scalar(select(func.count(AccountLetter.id))) == 0
    ), "the whole account is mailed from home"
    form, said = (
        Form(browser, f"/payments/add?_flt_0_organisation={acme.id}"),
        {"amount_cents": "690.00", "received_on": "2026-06-20", "reference": "EFT 1"},
    )
    assert "at home at Cape Town" in text_of(form.send(how="chosen", **said)), "credit of theirs belongs there"
    assert form.send(how="oldest", **said).status_code == 302
    paid = session.scalars(select(Payment)).one()
    assert (paid.location_id, [part.invoice.number for part in paid.parts]) == (places[1].id, ["JHB-1"])


def test_nothing_else_of_it_opens(login, client, make, places, acme, session):
    """Neither its own page, nor a change, nor its people; and whoever never billed it sees none of its account."""
    by = make.manager(of=places[1])
    with pytest.raises(Missing):
        change_organisation(acme.id, name="Ours now", by=by)
    with pytest.raises(FoyerError):
        record_eft(
            acme.id,
            key="a",
            amount_cents=1,
            reference="x",
            invoice_id=session.scalars(select(Invoice.id).where(Invoice.number == "CPT-1")).one(),
            by=by,
        )
    browser = login(LOCATION_MANAGER, locations=[places[1]])
    assert browser.get(f"/organisations/show/{acme.id}").status_code == 404
    page = browser.get(f"/debtors/{acme.id}/").get_data(as_text=True)
    assert f"/organisations/show/{acme.id}" not in page
    elsewhere = make.location(name="Durban")
    note = promise_to_pay(acme.id, amount_cents=1, until=clock.today(acme.location.zone), by=SYSTEM)
    for verb in (
        lambda by: write_note(acme.id, text="Hello", by=by),
        lambda by: withdraw_note(note.id, by=by),
        lambda by: record_eft(acme.id, key="b", amount_cents=1, reference="x", by=by),
    ):
        with pytest.raises(Missing):
            verb(make.manager(of=elsewhere))
    browser = instead(login, client, LOCATION_MANAGER, locations=[elsewhere])
    assert {
        browser.get(at).status_code
        for at in (f"/debtors/{acme.id}/", f"/statements/{acme.id}/", f"/payments/add?_flt_0_organisation={acme.id}")
    } == {404}


def test_lists_that_name_it_lead_nowhere_where_its_page_does_not_open(login, client, make, places, acme):
    browser = login(LOCATION_MANAGER, locations=[places[1]])
    lists = (
        "/invoices/list/",
        "/reports/revenue/list?what=billed&month=2026-06&currency=ZAR",
        "/reports/debt/list?what=open&day=2026-07-20&currency=ZAR",
    )
    for at in lists:
        page = browser.get(at).get_data(as_text=True)
        assert "Acme" in page and f"/organisations/show/{acme.id}" not in page, at
    browser = instead(login, client, LOCATION_MANAGER, locations=list(places))
    assert f"/organisations/show/{acme.id}" in browser.get(lists[0]).get_data(as_text=True)


def test_a_line_of_the_bank_that_names_the_bill_of_the_place_is_proposed_for_it(login, places, acme, session):
    browser = login(FINANCE, locations=[places[1]])
    here = upload(browser, places[1], "Date,Amount,Description\n2026-06-05,690.00,PMT JHB-1\n").location
    page = browser.get(here).get_data(as_text=True)
    assert "JHB-1" in page and "Acme" in page and f"/organisations/show/{acme.id}" not in page
    line = session.scalars(select(BankLine.id)).one()
    assert press(browser, f"{here}/record", here, line=str(line)).status_code == 302
    assert session.scalars(select(Payment.amount_cents)).all() == [69_000]


def test_what_was_agreed_at_home_ends_at_home(login, make, places, acme, session):
    """A place that only billed a room looks into the account, and undoes nothing of what others said about it."""
    home = make.manager(of=places[0])
    promise = promise_to_pay(acme.id, amount_cents=1000, until=(clock.now() + dt.timedelta(days=9)).date(), by=home)
    elsewhere = make.manager(of=places[1])
    for act in (
        lambda: withdraw_note(promise.id, by=elsewhere),
        lambda: review_access(acme.id, text="Fine", until=promise.until, by=elsewhere),
    ):
        with pytest.raises(Missing):
            act()
    page = login(LOCATION_MANAGER, locations=[places[1]]).get(f"/debtors/{acme.id}/").get_data(as_text=True)
    assert "/withdraw" not in page and "/review" not in page
    assert withdraw_note(promise.id, by=home).withdrawn_at is not None
