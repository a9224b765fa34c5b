"""The reports: every number is that of the rows behind it, for the network and for one location, and nobody sees another's."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN, SALES
from app.actions.revenue.work_out import work_out_revenue
from app.core.month import Month
from app.models import AbandonReason, LedgerEntry, Lot, PaymentAttempt, PaymentMethod, RunOrganisation, StageChange
from app.models.booking import BookingStatus
from app.models.invoice_run import Decision, RunStatus
from app.models.opportunity import Stage
from app.models.payment import PaymentMethodKind
from app.models.payment_attempt import AttemptState
from app.models.refund import RefundWay
from app.models.space import SpaceKind
from app.queries.reports import kept
from app.queries.reports.asked import Asked
from app.rendering.reports.all import ON_SCREEN
from app.rendering.reports.revenue_words import kind_said
from app.rendering.reports.shape import Kind
from tests.make import Make
from views.payments import words as payment_words
from views.reports import page
from views.reports.page import ReportScreen

NOW = dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC)
NUMBER = re.compile(r'<a class="[^"]*" href="(/reports/[^"]+)" data-(count|sum)="(-?\d+)">')
REPORTS = ("overview", "occupancy", "revenue", "churn", "debt", "rooms", "credits")
FROM = "?from=2026-03&to=2026-06"


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is worked out while somebody waits, also on a machine that is busy: tests of what a job works out are elsewhere."""
    monkeypatch.setattr(kept, "BUDGET_MS", 25_000)


def fill(make: Make, session: Session) -> tuple[Any, Any]:
    """Two locations with customers who came, grew, shrank, left and came back, their documents, bookings and credits."""
    kloof, nile = (
        make.location(name="Kloof", opening_hours="mon-fri 07:00-19:00"),
        make.location(name="Nile", currency="EUR", country="NL", zone="Europe/Amsterdam"),
    )
    for place in (kloof, nile):
        desk = make.membership(place, primary=100_000, extra=60_000)
        floor, office = make.space(place, capacity=10), make.space(place, capacity=4, kind=SpaceKind.PRIVATE_OFFICE)
        stays, goes, returns = (make.organisation(place, name=f"{word} of {place.name}") for word in ("Stays", "Goes", "Returns"))
        make.license(stays, desk, space_id=floor.id, starts_on=dt.date(2026, 1, 5))
        make.license(stays, desk, space_id=office.id, starts_on=dt.date(2026, 4, 1), ends_on=dt.date(2026, 5, 31))
        make.license(
            goes, desk, space_id=floor.id, starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 4, 30), end_reason="Works from home"
        )
        make.license(returns, desk, space_id=floor.id, starts_on=dt.date(2026, 2, 1), ends_on=dt.date(2026, 3, 31))
        last = make.license(returns, desk, space_id=office.id, starts_on=dt.date(2026, 6, 1))
        for month, net, causes in ((4, 100_000, {}), (5, 130_000, {"joined": 50_000, "discount": -30_000})):
            issued = {"month": Month(2026, month), "issued_on": dt.date(2026, month, 1), "due_on": dt.date(2026, month, 8)}
            run = make.run(place, month=Month(2026, month), approved_at=NOW, status=RunStatus.DONE)
            invoice = make.invoice(license=last, net=net, run_id=run.id, **issued)
            previewed = {"fingerprint": "", "net_cents": net, "vat_cents": 0, "total_cents": net, "warnings": [], "lines": []}
            session.add(RunOrganisation(run_id=run.id, organisation_id=returns.id, decision=Decision.APPROVED, causes=causes, **previewed))
        make.invoice(goes, net=7_000, month=Month(2026, 4), issued_on=dt.date(2026, 4, 1), due_on=dt.date(2026, 4, 8))
        make.credit_note(stays, 11_500, run_id=run.id, month=Month(2026, 5), currency=place.currency)
        make.refund(make.payment(returns, cents=50_000))
        charge = {
            "organisation_id": returns.id,
            "location_id": place.id,
            "invoice_id": invoice.id,
            "amount_cents": 149_500,
            "state": AttemptState.DECLINED,
            "decided_at": NOW,
        }
        card = PaymentMethod(organisation_id=returns.id, token_mark=place.name, sealed_token=b"", is_default=True)
        session.add(card)
        session.flush()
        session.add(PaymentAttempt(method_id=card.id, reference=f"inv-{invoice.number}-1", **charge))
        session.commit()
        room = make.room(floor, name=f"Boardroom of {place.name}", opening_hours="mon-fri 08:30-17:30")
        day = dt.datetime(2026, 6, 8, 6, 45, tzinfo=dt.UTC)
        for number, status in enumerate((BookingStatus.DONE, BookingStatus.NO_SHOW, BookingStatus.CANCELLED, BookingStatus.CONFIRMED)):
            make.booking(
                room,
                hours=3,
                starts_at=day + dt.timedelta(days=number),
                status=status,
                charged_cents=1000 * number,
                organisation_id=stays.id,
            )
        make.booking(
            room, hours=3, starts_at=day - dt.timedelta(days=7), status=BookingStatus.DONE, organisation_id=stays.id
        )  # the same hours of another week
        wallet = make.wallet(stays, currency=place.currency)
        lot = Lot(wallet_id=wallet.id, source="purchase", grant_key=f"topup:{place.id}", vat_point="sale")
        session.add(lot)
        session.flush()
        moved = {
            "key": lot.grant_key,
            "cause": lot.grant_key,
            "kind": "topup",
            "account": "cash_clearing",
            "actor": "Foyer",
            "reason": "EFT 1",
            "at": dt.datetime(2026, 5, 3, tzinfo=dt.UTC),
        }
        session.add(LedgerEntry(wallet_id=wallet.id, lot_id=lot.id, cents=50_000, currency=place.currency, **moved))
        session.commit()
        work_out_revenue(place.id, by=SYSTEM)
    return kloof, nile


def followed(browser: Any, address: str) -> int:
    """How many lists the numbers of a report lead to, each of which shows its number."""
    seen: set[str] = set()
    for href, kind, number in NUMBER.findall(browser.get(address).get_data(as_text=True)):
        if href in seen and kind == "sum":
            continue
        seen.add(href)
        shown = browser.get(html.unescape(href)).get_data(as_text=True)
        found = re.search(rf'data-{kind}="(-?\d+)"', shown)
        assert found is not None, href
        assert int(found[1]) == int(number), html.unescape(href)
    return len(seen)


def test_every_number_is_that_of_the_rows_behind_it(make: Make, session: Session, login: Any) -> None:
    places = fill(make, session)
    come(make, session, *places)
    browser = login(NETWORK_ADMIN)
    checked: dict[str, int] = {}
    for report in REPORTS:
        checked[report] = followed(browser, f"/reports/{report}/{FROM}")
    assert checked == {"overview": 57, "occupancy": 35, "revenue": 58, "churn": 28, "debt": 18, "rooms": 34, "credits": 8}


def come(make: Make, session: Session, *places: Any) -> None:
    """Somebody comes to each, and opportunities are won there, lost and open."""
    lost = AbandonReason(name="Too expensive")
    session.add(lost)
    session.commit()
    for place in places:
        arrived = dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC)
        make.check_in(make.guest(place.name), place, arrived_at=arrived, left_at=arrived + dt.timedelta(hours=2))
        make.check_in(make.guest(f"{place.name} again"), place, arrived_at=dt.datetime(2026, 4, 7, 8, tzinfo=dt.UTC))
        for stage, more in (
            (Stage.NEW, {}),
            (Stage.VISITED, {}),
            (Stage.WON, {"organisation_id": make.organisation(place).id}),
            (Stage.ABANDONED, {"abandon_reason_id": lost.id}),
        ):
            deal = make.opportunity(make.lead(place, name=f"{stage} of {place.name}"), stage=stage, opened_on=dt.date(2026, 5, 4), **more)
            for days, (before, after) in enumerate(((None, Stage.NEW), (Stage.NEW, stage))):
                at = dt.datetime(2026, 5, 4 + days, 8, tzinfo=dt.UTC)
                session.add(StageChange(opportunity_id=deal.id, before=before, after=after, at=at, changed_by="Pat"))
    session.commit()


NO_ROWS: set[tuple[str, str]] = set()  # (report, what it is called) of numbers that no list can answer


def test_every_count_and_sum_leads_to_its_list(make: Make, session: Session, login: Any) -> None:
    """On screen and by mail: a number that leads nowhere is one of nothing, or stands in `NO_ROWS`."""
    places = fill(make, session)
    come(make, session, *places)
    asked = Asked(make.actor(NETWORK_ADMIN), Month(2026, 3), Month(2026, 6), NOW.date())
    browser, unlinked, followed_of = login(NETWORK_ADMIN), set(), Counter[str]()
    for name, definition in ON_SCREEN.items():
        report = definition.build(session, asked)
        cells = [(each.label, each.cell) for each in report.figures]
        for section in report.sections:
            rows = [*section.rows, *([section.total] if section.total else [])]
            cells += [(column.name, cell) for row in rows for column, cell in zip(section.columns, row, strict=True)]
        unlinked |= {
            (name, label)
            for label, cell in cells
            if cell.kind in (Kind.COUNT, Kind.MONEY, Kind.HOURS, Kind.SHARE) and cell.value and not cell.behind
        }
        if name not in REPORTS and name != "next-months":  # the others are followed as their pages link
            for label, cell in cells:
                if cell.behind:
                    words = {key: str(value) for key, value in cell.behind.items()}
                    shown = browser.get(
                        f"/reports/{words.pop('report')}/{words.pop('list', 'list')}?{urlencode(words | {'location': 'all'})}"
                    )
                    found = re.search(r'data-count="(\d+)"', shown.get_data(as_text=True))
                    assert found is not None and int(found[1]) == cell.equals, (name, label, words)
                    followed_of[name] += 1
    assert unlinked == NO_ROWS
    assert followed_of["presence"] > 10 and followed_of["sales"] > 20, followed_of


def test_whoever_works_at_one_place_sees_that_one_alone(make: Make, session: Session, login: Any) -> None:
    kloof, nile = fill(make, session)
    browser = login(LOCATION_MANAGER, locations=[kloof])
    for report in REPORTS:
        for asked in (FROM, f"{FROM}&location={nile.id}"):
            page = browser.get(f"/reports/{report}/{asked}").get_data(as_text=True)
            assert "Nile" not in page and "EUR" not in page and "€" not in page, (report, asked)
    there = browser.get(f"/reports/revenue/list?what=customers&month=2026-06&currency=EUR&location={nile.id}").get_data(as_text=True)
    assert 'data-count="0"' in there and "Nile" not in there
    assert browser.get("/reports/revenue/list?what=customers&month=2026-06&currency=ZAR").get_data(as_text=True).count("of Kloof") == 2


def test_a_page_shows_the_first_rows_of_a_long_table_and_says_where_the_others_are(
    make: Make, session: Session, login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    whole = browser.get(f"/reports/rooms/{FROM}").get_data(as_text=True)
    assert "is in the file" not in whole
    monkeypatch.setattr(page, "MOST", 1)
    short = browser.get(f"/reports/rooms/{FROM}").get_data(as_text=True)
    assert "Boardroom of Kloof (Kloof)" in short
    assert "1 more row is in the file." in short
    assert short.count("Boardroom of Nile (Nile)</th>") == 1 < whole.count("Boardroom of Nile (Nile)</th>"), (
        "of revenue there is a table for each currency"
    )
    rows = browser.get(f"/reports/rooms/use.csv{FROM}").get_data(as_text=True).splitlines()
    assert [row.split(",")[0] for row in rows] == ["Room", "Boardroom of Kloof (Kloof)", "Boardroom of Nile (Nile)"]


@pytest.mark.parametrize(("role", "seen"), [(FRONT_DESK, "1100110"), (FINANCE, "1111111"), (SALES, "1100010")])
def test_who_may_see_which_report(login: Any, role: str, seen: str) -> None:
    browser = login(role)
    assert "".join("1" if browser.get(f"/reports/{each}/").status_code == 200 else "0" for each in REPORTS) == seen


@pytest.mark.parametrize(
    ("role", "there"),
    [
        (NETWORK_ADMIN, {"occupancy", "revenue", "churn", "debt", "rooms", "credits", "sales", "presence"}),
        (FINANCE, {"occupancy", "revenue", "churn", "debt", "rooms", "credits"}),
        (FRONT_DESK, {"occupancy", "debt", "rooms", "presence"}),
        (SALES, {"occupancy", "rooms", "sales"}),
    ],
)
def test_the_overview_tells_of_every_report_that_its_reader_may_open_and_of_no_other(
    make: Make, session: Session, login: Any, role: str, there: set[str]
) -> None:
    places = fill(make, session)
    come(make, session, *places)
    browser = login(role)
    page = browser.get(f"/reports/overview/{FROM}").get_data(as_text=True)
    assert {re.split(r"[/?]", html.unescape(href))[2] for href, _kind, _number in NUMBER.findall(page)} == there
    assert all(browser.get(f"/reports/{each}/").status_code == 200 for each in there)
    assert followed(browser, f"/reports/overview/{FROM}") > 20


def test_check_ins_of_the_overview_are_those_of_its_months_alone(make: Make, session: Session, login: Any) -> None:
    """On the third of a month a week has days of the one before."""
    place = make.location()
    make.space(place, capacity=10)
    for day in (30, 32):
        make.check_in(make.guest(), place, arrived_at=dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC) + dt.timedelta(days=day - 1))
    with time_machine.travel(dt.datetime(2026, 6, 3, 9, tzinfo=dt.UTC), tick=False):
        browser = login(FRONT_DESK)
        for months, number in (("?from=2026-06", 1), ("?from=2026-05", 2)):
            page = browser.get(f"/reports/overview/{months}").get_data(as_text=True)
            href, _kind, counted = next(each for each in NUMBER.findall(page) if "/presence/" in each[0])
            assert int(counted) == number
            assert f'data-count="{number}"' in browser.get(html.unescape(href)).get_data(as_text=True)


def test_a_report_calls_things_as_the_screens_do(make: Make, session: Session, login: Any) -> None:
    """How late a debt is, how money came and went back, and what credits pay for."""
    fill(make, session)
    browser = login(NETWORK_ADMIN)

    def head(address: str) -> list[str]:
        return browser.get(address).get_data(as_text=True).lstrip("\ufeff").splitlines()[0].split(",")

    assert set(head(f"/reports/debt/trend-ZAR.csv{FROM}")[1:-1]) <= set(head("/debtors/export.csv"))
    assert [kind_said(each.value) for each in PaymentMethodKind] == [payment_words.kind_said(each) for each in PaymentMethodKind]
    assert kind_said("chargeback") == payment_words.way_said(RefundWay.CHARGEBACK)
    assert head(f"/reports/credits/owed-ZAR.csv{FROM}")[1] in browser.get("/trial-balance/").get_data(as_text=True)


def test_a_table_is_a_file_and_a_list_that_means_nothing_is_none(make: Make, session: Session, login: Any) -> None:
    fill(make, session)
    browser = login(NETWORK_ADMIN)
    told = browser.get(f"/reports/revenue/movement-ZAR.csv{FROM}").get_data(as_text=True).splitlines()
    assert told[0] == "Month,New,Expansion,Back,Contraction,Left,Net"
    assert told[1:] == [
        "2026-03,1000.00,0.00,0.00,0.00,0.00,1000.00",
        "2026-04,0.00,600.00,0.00,0.00,-1000.00,-400.00",
        "2026-05,0.00,0.00,0.00,0.00,-1000.00,-1000.00",
        "2026-06,0.00,0.00,1000.00,-600.00,0.00,400.00",
    ]
    listed = browser.get("/reports/churn/list.csv?what=left&currency=ZAR&from=2026-03&to=2026-06").get_data(as_text=True)
    assert "Goes of Kloof,2026-05,2026-04-30,Works from home,1000.00" in listed
    assert browser.get("/reports/revenue/list?what=secrets").status_code == 404
    for wrong in ("month=June&movement=left", "month=2026-06&movement=up"):
        refused = browser.get(f"/reports/revenue/list?what=moved&currency=ZAR&{wrong}")
        assert refused.status_code == 400 and wrong.replace("&", ", ") in refused.get_data(as_text=True)
    assert browser.get("/reports/revenue/nothing.csv").status_code == 404


def test_whatever_an_address_asks_is_answered(make: Make, session: Session, login: Any, web_app: Any) -> None:
    """Every report, its lists and files, with days, months, ages, locations and numbers that nobody has: the page, or a word about what is wrong."""
    place = make.location()
    browser, odd = login(NETWORK_ADMIN), ("0001-01-01", "9999-12-31", "2026-02-30", "1900-01", "-1", "9" * 30, "%00")
    good = {
        "day": "2026-06-01",
        "month": "2026-06",
        "born": "2026-05",
        "run": "2026-06",
        "currency": "ZAR",
        "age": "to_30",
        "room": "1",
        "space": "1",
        "organisation": "1",
        "hour": "9",
        "weekday": "0",
        "kind": "bookings",
        "movement": "left",
        "unit": "ZAR",
        "cause": "joined",
        "part": "used",
    }
    groups = (
        ("day", "born", "run", "room", "movement"),
        ("month", "age", "space", "hour"),
        ("kind", "organisation", "weekday", "cause"),
        ("currency", "unit", "part", "page"),
    )
    lists = [
        f"{each.route_base}/list?what={what}"
        for each in web_app.appbuilder.baseviews
        if isinstance(each, ReportScreen)
        for what in each.definition.lists
    ]
    others = sorted(
        str(rule)
        for rule in web_app.url_map.iter_rules()
        if str(rule).startswith("/reports/")
        and "GET" in rule.methods
        and not rule.arguments
        and not str(rule).endswith(("/list", "/list.csv"))
    )
    period = ("from", "to", "location", "month", "age", "stage", "percent", "membership", "page", "hour", "weekday", "day")
    asked = [f"{each}?{'&'.join(f'{name}={word}' for name in period)}" for each in others for word in odd]
    asked += [
        f"{each}&location={place.id}&"
        + "&".join(f"{name}={word if name in group else value}" for name, value in {**good, "page": "0"}.items())
        for each in lists
        for group in groups
        for word in odd
    ]
    session.rollback()  # a minute of pages, and PostgreSQL ends who does nothing in a transaction for as long
    wrong = {}
    for address in asked:
        answer = browser.get(address)
        answer.get_data()  # a file is made while it is read
        if answer.status_code not in (200, 400, 404) or (answer.status_code == 404 and "/list?" in address):
            wrong[address] = answer.status_code
    assert wrong == {} and len(lists) > 20 and len(others) > 15


def test_a_report_of_one_location_leads_to_its_rows(make: Make, session: Session, login: Any) -> None:
    kloof, _nile = fill(make, session)
    page = login(NETWORK_ADMIN).get(f"/reports/debt/{FROM}&location={kloof.id}").get_data(as_text=True)
    found = [html.unescape(href) for href, _kind, _value in NUMBER.findall(page)]
    assert found and all(f"location={kloof.id}" in href for href in found)
    assert page.count(f"location={kloof.id}") > len(found) + 4, "files and other periods as well"


def test_debt_is_told_of_the_day_that_is_asked(make: Make, session: Session, login: Any) -> None:
    """Of a day without debt nothing else is told in its place."""
    make.invoice(
        make.organisation(make.location()),
        net=100_000,
        issued_on=dt.date(2026, 3, 1),
        due_on=dt.date(2026, 3, 8),
        status="sent",
        sent_at=dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC),
    )
    browser = login(FINANCE)
    told = html.unescape(browser.get(f"/reports/debt/{FROM}").get_data(as_text=True))
    assert "is late, and" in told
    told = html.unescape(browser.get("/reports/debt/?from=2026-02&to=2026-05").get_data(as_text=True))
    assert re.search(r"was late on 31 May 2026, and R.0 on 28 Feb 2026", told), re.findall(r"[^>]*was late[^<]*", told)
