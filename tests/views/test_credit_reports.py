"""What is owed in credits on any day, and the trial balance of any instant; each as far as the reader may see."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER
from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.grant import grant_credits
from app.core.month import Month
from app.queries.reports.asked import Asked
from app.queries.reports.liability import liability, wallets_behind
from app.queries.wallets.owed import owed
from tests.views.billing import instead, text_of


@pytest.fixture
def kloof(make):
    return make.location(name="Kloof", zone="Africa/Johannesburg")


@pytest.fixture
def wallet(make, kloof):
    """R500 that never end, and R200 until the end of June 2099 on the clock there."""
    wallet = make.wallet(make.organisation(kloof, name="Acme"), bought=50000)
    grant_credits(wallet.id, 20000, by=SYSTEM, key="g", reason="Trial", expires_at=dt.datetime(2099, 6, 30, 22, tzinfo=dt.UTC))
    return wallet


def test_what_is_owed_by_place_kind_source_and_month(login, client, make, wallet, kloof):
    far = make.wallet(make.organisation(make.location(name="Elsewhere"), name="Far"), unit="stuff", bought=700)
    browser = login(FINANCE)
    told = text_of(browser.get("/credits-owed/"))
    for said in (
        "R 707.00 is owed; R 200.00 of it ends in June 2099.",
        "Kloof R 700.00",
        "Credits for rooms Given June 2099 R 200.00",
        "Bought never R 500.00",
        "Elsewhere R 7.00",
    ):
        assert said in told, (said, told)
    assert "No credits are owed." in text_of(browser.get("/credits-owed/?day=2020-01-01"))
    for odd in ("9999-12-31", "0001-01-01", "yesterday"):
        assert "R 707.00" in text_of(browser.get(f"/credits-owed/?day={odd}")), odd
    rows = list(csv.reader(io.StringIO(browser.get("/credits-owed/export.csv").get_data(as_text=True))))
    assert rows[0] == ["Location", "Currency", "Pays for", "Source", "Ends in", "Owed"]
    assert ["Kloof", "ZAR", "Credits for rooms", "Given", "2099-06", "200.00"] in rows
    page = load_workbook(io.BytesIO(browser.get("/credits-owed/export.xlsx").get_data())).active
    assert page["A2"].value == "Elsewhere" and page.max_row == 4
    browser = instead(login, client, LOCATION_MANAGER, locations=[kloof])
    assert "R 700.00 is owed" in text_of(browser.get("/credits-owed/")) and str(far) not in text_of(browser.get("/credits-owed/"))


def test_the_trial_balance_adds_up_now_and_at_any_past_minute(login, wallet, session):
    then = session.scalar(text("SELECT clock_timestamp()")).astimezone(dt.UTC)
    adjust_wallet(wallet.id, -10000, by=SYSTEM, key="a", reason="Paid out")
    session.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER entries_stay"))
    session.execute(text("UPDATE ledger_entry SET at = at + interval '1 hour' WHERE cause = 'adjust:a'"))
    session.execute(text("ALTER TABLE ledger_entry ENABLE TRIGGER entries_stay"))
    session.commit()
    browser = login(FINANCE)
    past = text_of(browser.get(f"/trial-balance/?at={then:%Y-%m-%dT%H:%M}%2B00:00"))
    for said in ("Adds up to nothing", "Credits for rooms R 700.00", "Cash clearing −R 500.00", "Goodwill −R 200.00", "Together R 0.00"):
        assert said in past, (said, past)
    later = then + dt.timedelta(hours=2)
    assert "Credits for rooms R 600.00" in text_of(browser.get(f"/trial-balance/?at={later:%Y-%m-%dT%H:%M}%2B00:00"))
    assert "Nothing had moved by then." in text_of(browser.get("/trial-balance/?at=2020-01-01T00:00"))
    for odd in ("0001-01-01T00:00", "9999-12-31T23:59", "noon"):
        assert browser.get(f"/trial-balance/?at={odd}").status_code == 200, odd


def test_the_reports_are_not_the_front_desks(login, wallet):
    browser = login(FRONT_DESK)
    for address in ("/credits-owed/", "/credits-owed/export.csv", "/credits-owed/export.xlsx", "/trial-balance/"):
        assert browser.get(address).status_code in (302, 403), address


def test_what_places_owe_adds_up_to_what_the_network_owes(make, wallet, kloof, session):
    """A customer at home in Kloof holds a license in Rosebank, whose manager sees its wallets, which Kloof owes: they were owed twice."""
    rosebank = make.location(name="Rosebank")
    make.license(wallet.organisation, make.membership(rosebank), location=rosebank)
    make.wallet(make.user(MEMBER, organisation_id=make.organisation(rosebank).id), bought=700)
    session.commit()
    today, month = dt.date(2099, 1, 15), Month(2099, 1)

    def sums(by):
        asked = Asked(by, month, month, today)
        behind = sum(wallets_behind(asked, month, of.currency).total(session) for of in liability(session, asked))
        return sum(each.cents for each in owed(session, today, "UTC", by=by)), sum(of.of(month) for of in liability(session, asked)), behind

    assert [sums(by) for by in (make.manager(of=kloof), make.manager(of=rosebank), make.actor(FINANCE, at=[kloof, rosebank]), SYSTEM)] == [
        (70_000,) * 3,
        (700,) * 3,
        (70_700,) * 3,
        (70_700,) * 3,
    ]
