"""What the report of revenue says of months that are not all run, of deposits, of currencies and of corrections."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.roles import FINANCE, ROLES
from app.actions.credit_notes.create import create_credit_note
from app.actions.deposits.receive import receive_deposit
from app.actions.deposits.refund import refund_deposit
from app.actions.deposits.take_back import take_back_movement
from app.actions.months.close import close_month
from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.record_eft import record_eft
from app.actions.report_subscriptions.send_due import send_due_reports
from app.actions.revenue.work_out import work_out_revenue
from app.core.month import Month
from app.models import Delivery, RunOrganisation
from app.models.deposit import DepositStatus
from app.models.invoice_run import Decision, RunStatus
from app.models.payment import PaymentMethodKind
from app.rendering.reports.files import csv_of
from app.rendering.reports.shape import Cell, Column, Kind, Section
from jobs.mail import deliver
from jobs.reports import NEEDS
from tests.jobs.test_report_mails import subscribed
from tests.make import Make
from tests.views.test_reports import followed
from tests.world import World

NOW = dt.datetime(2026, 7, 8, 9, tzinfo=dt.UTC)
JUNE, JULY = Month(2026, 6), Month(2026, 7)
FROM = "?from=2026-06&to=2026-07"


@pytest.fixture(autouse=True)
def july() -> Any:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def run(make: Make, session: Session, place: Any, own: Any, month: Month, net: int, causes: dict[str, int]) -> None:
    """An approved run of one organisation."""
    made = make.run(place, month=month, approved_at=NOW, status=RunStatus.DONE)
    make.invoice(own, net=net, month=month, run_id=made.id, issued_on=month.first, due_on=month.first + dt.timedelta(days=7))
    previewed = {"fingerprint": "", "net_cents": net, "vat_cents": 0, "total_cents": net, "warnings": [], "lines": []}
    session.add(RunOrganisation(run_id=made.id, organisation_id=own.id, decision=Decision.APPROVED, causes=causes, **previewed))
    session.commit()


@pytest.fixture
def one_is_not_run(make: Make, session: Session) -> Any:
    """July is approved at Kloof; at Nile it is previewed, and nothing of it is there yet. Who was at Kloof alone in June has left."""
    kloof, nile = make.location(name="Kloof"), make.location(name="Nile")
    stays, goes, other = (
        make.organisation(kloof, name="Stays"),
        make.organisation(kloof, name="Goes"),
        make.organisation(nile, name="Other"),
    )
    run(make, session, kloof, stays, JUNE, 100_000, {})
    make.invoice(goes, net=7_000, month=JUNE)
    run(make, session, nile, other, JUNE, 400_000, {})
    run(make, session, kloof, stays, JULY, 120_000, {"joined": 20_000})
    make.run(nile, month=JULY, status=RunStatus.PREVIEWED)
    return kloof, nile


def test_nobody_has_left_a_location_that_is_not_run_yet(one_is_not_run: Any, login: Any) -> None:
    kloof, nile = one_is_not_run
    browser = login()
    table = browser.get(f"/reports/revenue/why-ZAR.csv{FROM}").get_data(as_text=True).splitlines()
    assert table[1:] == ["Jun 2026,1070.00", "Joined,200.00", "Left,-70.00", "Jul 2026,1200.00"]
    assert "Not run for Jul 2026 yet, and in neither month: Nile." in browser.get(f"/reports/revenue/{FROM}").get_data(as_text=True)
    assert followed(browser, f"/reports/revenue/{FROM}") > 6
    behind = "/reports/revenue/list.csv?what=runs&month=2026-06&currency=ZAR&from=2026-06&to=2026-07&run="
    of_july, of_june = (browser.get(f"{behind}{each}").get_data(as_text=True) for each in ("2026-07", "2026-06"))
    assert ",Other," not in of_july and ",Goes," in of_july and ",Other," in of_june
    assert "why-ZAR" in browser.get(f"/reports/revenue/{FROM}&location={kloof.id}").get_data(as_text=True)
    assert "Left" not in browser.get(f"/reports/revenue/why-ZAR.csv?from=2026-06&to=2026-07&location={nile.id}").get_data(as_text=True)


def test_its_mail_says_so_too(one_is_not_run: Any, make: Make, session: Session, world: World) -> None:
    user = make.user(FINANCE)
    with time_machine.travel(dt.datetime(2026, 7, 20, 7, tzinfo=dt.UTC), tick=False):
        subscribed(session, user, Actor(id=user.id, name=str(user), permissions=ROLES[FINANCE], location_ids=None))
        send_due_reports(NEEDS)
        for number in session.scalars(select(Delivery.id)).all():
            deliver(number)
    told = world.letters()[-1]["text"].replace("\N{NO-BREAK SPACE}", " ")
    assert "Not run for Jul 2026 yet, and in neither month: Nile." in told
    assert re.findall("Left: [^\r\n]*", told) == ["Left: Net, ZAR \N{MINUS SIGN}R 70.00"], told


def test_of_many_locations_the_first_are_named(make: Make, session: Session, login: Any) -> None:
    kloof = make.location(name="Kloof")
    own = make.organisation(kloof)
    run(make, session, kloof, own, JUNE, 100_000, {})
    run(make, session, kloof, own, JULY, 120_000, {"price": 20_000})
    for number in range(7):
        make.invoice(make.organisation(make.location(name=f"House {number}")), net=1_000, month=JUNE)
    assert "in neither month: House 0, House 1, House 2, House 3, House 4 and 2 more." in login().get(f"/reports/revenue/{FROM}").get_data(
        as_text=True
    )


def test_money_of_deposits_is_collected_once_whichever_way_it_came(make: Make, session: Session, login: Any) -> None:
    """One is paid with its invoice and taken back by the bank; one is received by itself, received wrongly once more, and given back in part."""
    place = make.location(name="Kloof")
    one, two, old = make.organisation(place, name="One"), make.organisation(place, name="Two"), make.organisation(place, name="Old")
    asks = {"net_cents": 600_000, "vat_cents": 15_000, "total_cents": 615_000}
    invoices = [make.invoice(own, number=f"KLF-{own.name}", **asks) for own in (one, two)]
    paid, received = (
        make.deposit(organisation_id=each.organisation_id, location_id=place.id, invoice_id=each.id, status=DepositStatus.INVOICED)
        for each in invoices
    )
    make.deposit(make.license(old), held=300_000)  # held before Foyer: no money of these months
    payment = record_eft(one.id, key="a", amount_cents=615_000, received_on=dt.date(2026, 7, 1), reference="EFT 1", by=SYSTEM)
    payment.kind = PaymentMethodKind.CARD
    session.commit()
    charge_back_payment(payment.id, taken_on=dt.date(2026, 7, 2), reference="CB 1", by=SYSTEM)
    receive_deposit(received.id, key="b", amount_cents=400_000, on=dt.date(2026, 7, 3), reference="EFT 2", by=SYSTEM)
    wrong = receive_deposit(received.id, key="c", amount_cents=100_000, on=dt.date(2026, 7, 3), reference="EFT 3", by=SYSTEM)
    take_back_movement(wrong.id, reason="Of somebody else", by=SYSTEM)
    refund_deposit(
        received.id, key="d", amount_cents=150_000, on=dt.date(2026, 7, 4), reference="EFT 4", reason="Asked for too much", by=SYSTEM
    )
    session.expire_all()
    assert (paid.held_cents, received.held_cents) == (0, 250_000)
    browser = login()
    table = browser.get(f"/reports/revenue/collected-ZAR.csv{FROM}").get_data(as_text=True).splitlines()
    assert table == [
        'Month,Card,"Deposits, in and out",Chargeback,Together',
        "2026-06,0.00,0.00,0.00,0.00",
        "2026-07,6150.00,2500.00,-6150.00,2500.00",
    ]
    assert followed(browser, f"/reports/revenue/{FROM}") > 4
    page = browser.get("/reports/revenue/list?what=collected&kind=deposit&currency=ZAR&month=2026-07").get_data(as_text=True)
    assert f'href="/deposits/show/{received.id}"' in page and f'href="/deposits/show/{paid.id}"' not in page


def test_a_closed_month_stays_billed_as_it_was(make: Make, login: Any) -> None:
    """A correction and a gift of July take back what was billed in June; a month below zero is of its own month, whenever it was issued."""
    place = make.location(name="Kloof")
    own = make.organisation(place)
    june = make.invoice(own, net=100_000, month=JUNE)
    below_zero = make.credit_note(own, 11_500, month=JUNE, issued_on=dt.date(2026, 7, 1))
    browser, asked = login(), "/reports/revenue/billed-ZAR.csv?from=2026-05&to=2026-07"
    close_month(place.id, JUNE, by=SYSTEM)
    closed = browser.get(asked).get_data(as_text=True).splitlines()
    assert closed[2] == "2026-06,1000.00,-100.00,900.00"
    create_credit_note(june.id, {june.lines[0].id: 30_000}, "Too much", by=SYSTEM)
    create_credit_note(june.id, {june.lines[0].id: 5_000}, "For the noise", goodwill=True, by=SYSTEM)
    make.credit_note(own, 2_300, month=JUNE, issued_on=dt.date(2026, 7, 5), kind="correction", corrects_id=below_zero.id)
    after = browser.get(asked).get_data(as_text=True).splitlines()
    assert after[2] == closed[2], "what was closed"
    assert after[3] == "2026-07,0.00,-370.00,-370.00"
    assert followed(browser, "/reports/revenue/?from=2026-05&to=2026-07") == 5


def test_currencies_are_told_apart(make: Make, session: Session, login: Any) -> None:
    """Places of one currency are compared with each other alone, and a table of several names the one of each row, on screen and in its file."""
    for name, currency, net in (
        ("Kloof", "ZAR", 500_000),
        ("Long", "ZAR", 300_000),
        ("Nile", "EUR", 90_000),
        ("Seine", "EUR", 10_000),
        ("Lone", "USD", 700),
    ):
        place = make.location(name=name, currency=currency)
        own = make.organisation(place)
        make.license(own, make.membership(place, primary=net), space_id=make.space(place, capacity=4).id, starts_on=dt.date(2026, 6, 1))
        make.invoice(own, net=net, month=JUNE)
        work_out_revenue(place.id, by=SYSTEM)
    browser = login()
    page = browser.get(f"/reports/revenue/{FROM}").get_data(as_text=True)
    titles = [html.unescape(each).replace("\N{NO-BREAK SPACE}", " ") for each in re.findall(r'id="places[^"]*">([^<]*)<', page)]
    assert titles == ["Nile billed the most: € 900", "Kloof billed the most: R 5 000"]
    for currency, rows in (
        ("ZAR", ["Kloof,5000.00,0.00,5000.00,62.5", "Long,3000.00,0.00,3000.00,37.5"]),
        ("EUR", ["Nile,900.00,0.00,900.00,90", "Seine,100.00,0.00,100.00,10"]),
    ):
        table = browser.get(f"/reports/revenue/places-{currency}.csv{FROM}").get_data(as_text=True).splitlines()
        assert table[0].endswith(f',"Whole time, {currency}",Share') and table[1:] == rows
    head, *rows = browser.get(f"/reports/overview/places.csv{FROM}").get_data(as_text=True).splitlines()
    assert head.split(",") == ["Location", "Desks sold", "Offices sold", "Currency", "MRR", "Owed", "Of it late"]
    assert [row.split(",")[0] + row.split(",")[3] + row.split(",")[4] for row in rows] == [
        "KloofZAR5000.00",
        "LoneUSD7.00",
        "LongZAR3000.00",
        "NileEUR900.00",
        "SeineEUR100.00",
    ]
    assert all(followed(browser, f"/reports/{report}/{FROM}") > 6 for report in ("overview", "revenue"))


def test_a_file_of_several_currencies_says_which_is_whose(web_app: Any) -> None:
    amounts = [[Cell("Kloof"), Cell(100, Kind.MONEY, "ZAR")], [Cell("Nile"), Cell(0, Kind.MONEY, "EUR")]]
    with web_app.test_request_context():
        mixed, one = (
            csv_of(Section("x", "", [Column("Location"), Column("Owed", Kind.MONEY)], rows)).decode().splitlines()
            for rows in (amounts, amounts[:1])
        )
    assert mixed == ["Location,Owed,Currency", "Kloof,1.00,ZAR", "Nile,0.00,EUR"]
    assert one == ["Location,Owed", "Kloof,1.00"]
