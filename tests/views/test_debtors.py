"""Debtors on the screens: the list and its files, one debtor, the statement in all its forms, and who may look."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, SALES
from app.actions.dunning.put_policy import put_policy
from app.actions.dunning.write_note import promise_to_pay
from app.actions.payments.record_eft import record_eft
from app.core import clock
from app.models import AccountLetter, DebtorNote, Setting
from tests.views.billing import instead, press, text_of
from tests.views.test_forms import Form, said_at


@pytest.fixture
def kloof(make):
    return make.location(name="Kloof")


@pytest.fixture
def acme(make, kloof):
    """R1 150 due on 8 June, of which R150 are paid."""
    acme = make.organisation(kloof, name="Acme", code="ACM")
    make.invoice(acme, number="KLF-1")
    record_eft(acme.id, key="a", amount_cents=15_000, reference="EFT 7", received_on=dt.date(2026, 6, 10), by=SYSTEM)
    return acme


def read(answer):
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True))))


def test_the_list_ages_sums_filters_and_leaves_as_a_file(login, client, make, kloof, acme):
    make.invoice(make.organisation(make.location(name="Rosebank", currency="EUR"), name="=Zed"), due_on=dt.date(2099, 1, 1))
    browser = login(FINANCE)
    told = text_of(browser.get("/debtors/?day=2026-07-20"))
    for said in (
        "R 1 000.00 is owed, and all of it is late, the oldest since 8 Jun 2026.",
        "€ 1 150.00 is owed, and none of it is late.",
        "Acme Late since 8 Jun 2026",
        "Kloof",
        "Rosebank",
    ):
        assert said in told, (said, told)
    assert "=Zed" not in text_of(browser.get("/debtors/?show=overdue")) and "Nothing matches." in text_of(browser.get("/debtors/?q=nobody"))
    rows = read(browser.get("/debtors/export.csv?day=2026-07-20"))
    assert rows[0][:6] == ["Organisation", "Code", "Currency", "Open invoices", "Not due yet", "1–30 days"]
    assert rows[1] == [
        "Acme",
        "ACM",
        "ZAR",
        "1",
        "0.00",
        "0.00",
        "1000.00",
        "0.00",
        "0.00",
        "1000.00",
        "1000.00",
        "0.00",
        "1000.00",
        "2026-06-08",
        "",
        "",
        "",
        "",
    ]
    assert rows[2][0] == "'=Zed"
    assert browser.get("/debtors/export.xlsx").status_code == 200
    browser = instead(login, client, LOCATION_MANAGER, locations=[make.location(name="Elsewhere")])
    assert "Nobody owes anything." in text_of(browser.get("/debtors/"))
    assert (
        browser.get(f"/debtors/{acme.id}/").status_code
        == browser.get(f"/statements/{acme.id}/").status_code
        == browser.get(f"/statements/{acme.id}.pdf").status_code
        == 404
    )
    browser = instead(login, client, SALES)
    assert browser.get("/debtors/").status_code in (302, 403)


def test_one_debtor_and_the_statement_on_screen_as_paper_and_as_a_file(login, acme):
    browser = login(FINANCE)
    told = text_of(browser.get(f"/debtors/{acme.id}/"))
    assert "KLF-1" in told and "R 1 000.00" in told and "days" in told
    period = "?from=2026-06-01&to=2026-06-30"
    told = text_of(browser.get(f"/statements/{acme.id}/{period}"))
    for said in (
        "Invoice KLF-1 due 8 Jun 2026 R 1 150.00",
        "Payment: EFT 7",
        "R 150.00 R 1 000.00",
        "Closing balance on 30 Jun 2026 R 1 000.00",
        "1–30 days R 1 000.00",
    ):
        assert said in told, (said, told)
    assert "R 1 000.00" in text_of(browser.get(f"/statements/{acme.id}/?from=2026-06-30&to=2026-06-01")), "turned round"
    paper = browser.get(f"/statements/{acme.id}.pdf{period}")
    assert paper.mimetype == "application/pdf" and paper.data.startswith(b"%PDF")
    assert read(browser.get(f"/statements/{acme.id}.csv{period}"))[-1] == [
        "2026-06-10",
        "Payment",
        "EFT 7",
        "",
        "ZAR",
        "-150.00",
        "1000.00",
    ]
    assert text_of(browser.get(f"/statements/{acme.id}/?from=never&to=9999-99-99&currency=%00")) != ""


def test_a_promise_a_note_and_a_statement_from_the_page(login, client, make, acme, session):
    browser = login(FINANCE)
    page = f"/debtors/{acme.id}/"
    form = Form(browser, f"{page}promise")
    assert form.values["amount_cents"] == "1000.00"
    assert "Name a day from today on" in said_at(form.send(until="2020-01-01", text="On the phone"), "until")
    assert form.send(until="2099-01-01").status_code == 200, "more than a year ahead"
    until = (clock.now() + dt.timedelta(days=30)).date()
    assert form.send(until=until.isoformat(), text="On the phone").status_code == 302
    told = text_of(browser.get(page))
    assert "Promised R 1 000.00 by" in told and "On the phone" in told
    assert "Promised R 1 000.00 by" in text_of(browser.get("/debtors/?show=promised"))
    assert "Acme" not in text_of(browser.get("/debtors/?show=broken"))
    assert read(browser.get("/debtors/export.csv"))[1][-3:] == ["1000.00", until.isoformat(), ""]
    note = session.scalars(select(DebtorNote)).one()
    assert press(browser, f"/debtors/notes/{note.id}/withdraw", page).status_code == 302
    assert "counts no more" in text_of(browser.get(page))
    assert said_at(Form(browser, f"{page}note").send(text=" "), "text")
    assert Form(browser, f"{page}note").send(text="Ring again").status_code == 302
    key = browser.get(page).get_data(as_text=True).split(f'action="{page}statement"')[1].split('name="key" value="')[1].split('"')[0]
    assert [press(browser, f"{page}statement", page, key=key).status_code for _click in range(2)] == [302, 302]
    assert session.scalar(select(func.count(AccountLetter.id))) == 1, "a second click is the first"
    assert "Statement until" in text_of(browser.get(page))
    browser = instead(login, client, FRONT_DESK)
    assert browser.get(page).status_code == 200 and "Promise to pay" not in text_of(browser.get(page))
    assert browser.get(f"{page}promise").status_code in (302, 403)


def test_the_policy_is_tried_on_the_past_before_it_is_saved(login, client, acme, session, kloof):
    with time_machine.travel(dt.datetime(2026, 7, 20, 8, tzinfo=dt.UTC)):
        browser = login(FINANCE)
        assert "Off" in text_of(browser.get("/dunning/"))
        form = Form(browser, "/dunning/")
        told = text_of(form.send(verb="try", block_after="10"))
        for said in (
            "On 1 invoices of 1 organisations",
            "Reminders 4",
            "1 of them still today",
            "Acme 4 33 days, from 18 Jun 2026 still today 29 Jun 2026",
            "3 days before 1",
        ):
            assert said in told, (said, told)
        assert session.scalars(select(Setting)).all() == [], "trying writes nothing"
        assert "Write whole days" in said_at(form.send(verb="save", reminders="soon"), "reminders")
        assert "Nobody is blocked without a reminder" in said_at(form.send(verb="save", reminders=""), "block_after")
        assert form.send(verb="save", is_on="y", reminders="−3, 1,7").status_code == 302
        assert session.scalars(select(Setting.value)).one() | {"least_cents": 0} == {
            "is_on": True, "since": "2026-07-20", "reminders": [-3, 1, 7], "block_after": 14, "review_after": 21, "least_cents": 0,
        }  # fmt: skip
        assert "since 20 Jul 2026" in text_of(browser.get("/dunning/"))
        browser = instead(login, client, LOCATION_MANAGER, locations=[kloof])
        assert "Save" not in text_of(browser.get("/dunning/"))


def test_who_is_very_late_is_looked_at_by_a_person(login, client, acme, make):
    make.license(acme, ends_on=None)
    with time_machine.travel(dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)):
        put_policy(is_on=True, reminders=(1,), block_after=14, review_after=21, least_cents=0, by=SYSTEM)
    with time_machine.travel(dt.datetime(2026, 6, 29, 8, tzinfo=dt.UTC)):
        browser = login(FINANCE)
        told = text_of(browser.get("/debtors/review/"))
        assert "Acme 29 Jun 2026 R 1 000.00 1 0" in told, told
        assert "The access of 1 debtor is to be looked at" in text_of(browser.get("/"))
        assert "Access to look at 1" in text_of(browser.get("/debtors/")) and "Bookings rest" in text_of(
            browser.get("/debtors/?show=blocked")
        )
        told = text_of(browser.get(f"/debtors/{acme.id}/"))
        assert "New bookings rest since 22 Jun 2026" in told and "Somebody is to look at their access since 29 Jun 2026" in told
        assert Form(browser, f"/debtors/{acme.id}/review").send(text="They pay on Friday", until="2026-07-03").status_code == 302
        assert "Nobody is that late." in text_of(browser.get("/debtors/review/"))
        assert "is to be looked at" not in text_of(browser.get("/"))
    with time_machine.travel(dt.datetime(2026, 7, 4, 8, tzinfo=dt.UTC)):
        browser = instead(login, client, FINANCE)
        assert "Acme" in text_of(browser.get("/debtors/review/"))
        assert "The access of 1 debtor is to be looked at" in text_of(browser.get("/"))


def test_a_broken_promise_waits_on_the_start_page_of_those_who_can_do_something(login, client, acme):
    with time_machine.travel(dt.datetime(2026, 6, 11, 8, tzinfo=dt.UTC)):
        promise_to_pay(acme.id, amount_cents=100_000, until=dt.date(2026, 6, 20), by=SYSTEM)
        assert "promise to pay was broken" not in text_of(login(FINANCE).get("/"))
    with time_machine.travel(dt.datetime(2026, 6, 22, 8, tzinfo=dt.UTC)):
        assert "1 promise to pay was broken" in text_of(instead(login, client, FINANCE).get("/"))
        assert "promise to pay" not in text_of(instead(login, client, FRONT_DESK).get("/"))


def test_the_page_of_a_customer_says_what_they_owe_and_leads_to_their_account(login, client, make, kloof, acme):
    browser, page = login(FINANCE), f"/organisations/show/{acme.id}"
    assert "Owed R 1 000.00 Late since 8 Jun 2026" in text_of(browser.get(page))
    for way in (f"/debtors/{acme.id}/", f"/payments/add?_flt_0_organisation={acme.id}"):
        assert f'href="{way}"' in browser.get(page).get_data(as_text=True) and browser.get(way).status_code == 200, way
    assert f'href="/statements/{acme.id}/"' in browser.get(f"/debtors/{acme.id}/").get_data(as_text=True)
    fresh = make.organisation(kloof, name="Fresh")
    record_eft(fresh.id, key="f", amount_cents=5_000, reference="EFT 8", received_on=dt.date(2026, 6, 10), by=SYSTEM)
    assert "Owed R 0.00 R 50.00 of credit" in text_of(browser.get(f"/organisations/show/{fresh.id}"))
    assert "Owed R 0.00" in text_of(browser.get(f"/debtors/{make.organisation(kloof).id}/")), "open also for one that owes nothing"
    browser = instead(login, client, FRONT_DESK)
    desk = browser.get(page).get_data(as_text=True)
    assert f'href="/debtors/{acme.id}/"' in desk and "/payments/add" not in desk
    browser = instead(login, client, SALES)
    sales = browser.get(page).get_data(as_text=True)
    assert browser.get(page).status_code == 200 and "Owed" not in sales and "/debtors/" not in sales and "/payments/add" not in sales


def test_an_account_in_two_currencies_is_said_in_both(login, make, acme):
    make.invoice(acme, number="EUR-1", currency="EUR", location_id=make.location(name="Berlin", currency="EUR").id)
    told = text_of(login(FINANCE).get(f"/organisations/show/{acme.id}"))
    assert "Owed € 1 150.00" in told and "Owed R 1 000.00" in told
