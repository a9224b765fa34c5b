"""Wallets on the screens and for programs: who sees which, what each verb says before it is done, and what it leaves behind."""

from __future__ import annotations

import datetime as dt
from csv import DictReader

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, SALES
from app.actions.bookings.create import create_booking
from app.actions.wallets.charge_back import charge_back
from app.actions.wallets.end_reserves import end_reserves
from app.actions.wallets.grant import grant_credits
from app.actions.wallets.reserve import reserve
from app.core import clock
from app.models import Access, LedgerEntry, Lot, Wallet
from app.models.access import AccessState
from app.queries.verify.books import verify
from app.rules.access import System
from app.work import transaction
from tests.make import PASSWORD
from tests.views.billing import instead, press, text_of
from tests.views.test_forms import Form, said_at

SOON = dt.timedelta(days=5)


@pytest.fixture
def place(make):
    return make.location(name="Kloof", zone="Africa/Johannesburg")


@pytest.fixture
def team(make, place):
    """An organisation with two people."""
    organisation = make.organisation(place, name="Acme")
    return organisation, *(
        make.user("Member", first_name=name, last_name="Botha", organisation_id=organisation.id) for name in ("Ann", "Ben")
    )


@pytest.fixture
def wallet(make, team):
    return make.wallet(team[1], bought=50000)


def spend(wallet, cents, cause="booking:1"):
    with transaction(by=SYSTEM) as work:
        day = clock.now() + dt.timedelta(days=1)
        reserve(work, [wallet.id], cents, starts_at=day, expires_at=day, cause=cause, key=cause)
        end_reserves(work, cause, fee=cents)


def effect(browser, verb, form, **typed):
    page, form.address = form.address, f"/wallets/effect/{verb}/{form.address.rsplit('/', 1)[1]}"
    told = text_of(form.send(**typed))
    form.address = page
    return told


def holds(session):
    return {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations} == {}


def test_a_wallet_says_what_can_be_spent_what_ends_and_what_moved(login, make, wallet, session):
    make.wallet(wallet.user, unit="stuff", bought=8000, expires_at=clock.now() + SOON)
    spend(wallet, 12000)
    browser = login(FINANCE)
    listed = text_of(browser.get("/wallets/list/"))
    assert "Ann Botha" in listed and "R 380.00" in listed and "R 80.00" in listed
    ending = text_of(browser.get("/wallets/list/?_flt_1_ending_cents=0"))
    assert "R 80.00" in ending and "R 380.00" not in ending
    page = text_of(browser.get(f"/wallets/show/{wallet.id}"))
    assert "Ann Botha can spend R 380.00." in page and "What ends when" in page
    assert "Spent" in page and "−R 120.00" in page.replace("R −120.00", "−R 120.00") and "Room revenue" in page
    csv = browser.get("/wallets/export/")
    assert csv.status_code == 200 and "380.00" in csv.get_data(as_text=True)
    rows = list(DictReader(browser.get(f"/wallets/statement/{wallet.id}.csv").get_data(as_text=True).splitlines()))
    assert [(each["What"], each["Amount"], each["On hold"], each["Balance"]) for each in rows] == [
        ("Spent", "-120.00", "-120.00", "380.00"),
        ("On hold", "0.00", "120.00", "500.00"),
        ("Bought", "500.00", "0.00", "500.00"),
    ]


def test_nobody_downloads_the_statement_of_another_location(login, make, wallet):
    assert login(LOCATION_MANAGER, locations=[make.location()]).get(f"/wallets/statement/{wallet.id}.csv").status_code == 404


def test_topping_up_is_shown_first_and_done_once(login, wallet, session):
    browser = login(LOCATION_MANAGER, locations=[wallet.location])
    form = Form(browser, f"/wallets/top-up/{wallet.id}")
    assert "R 500.00 → R 1 500.00" in effect(browser, "top_up", form, amount_cents="1000.00")
    for absurd, words in (("-5", "more than 0"), ("0", "more than 0"), ("99999999", "at most"), ("ten", "not an amount")):
        assert words in said_at(form.send(amount_cents=absurd, reason="EFT 7"), "amount_cents"), absurd
    assert "reason" in said_at(form.send(amount_cents="10.00", reason=" "), "reason")
    assert "past" in said_at(form.send(amount_cents="10.00", reason="EFT 7", expires_at="2020-01-01"), "expires_at")
    day = (clock.today("Africa/Johannesburg") + dt.timedelta(days=30)).isoformat()
    for _click in range(2):
        assert form.send(amount_cents="1 000,00", reason="EFT 7", expires_at=day).status_code == 302
    session.expire_all()
    assert wallet.balance_cents == 150000
    lot = session.scalars(select(Lot).order_by(Lot.id.desc())).first()
    assert clock.local(lot.expires_at, "Africa/Johannesburg").time() == dt.time(0)
    assert f"until {int(day[-2:])} " in text_of(browser.get(f"/wallets/show/{wallet.id}"))


def test_a_gift_a_correction_and_a_transfer(login, make, team, wallet, session):
    other = make.wallet(team[0])
    browser = login(FINANCE)
    assert Form(browser, f"/wallets/grant/{wallet.id}").send(amount_cents="50.00", reason="Sorry for the noise").status_code == 302
    adjust = Form(browser, f"/wallets/adjust/{wallet.id}")
    assert "550.00" in said_at(adjust.send(amount_cents="-551.00", reason="Counted wrongly"), "amount_cents")
    assert adjust.send(amount_cents="-50.00", reason="Counted wrongly").status_code == 302
    transfer = Form(browser, f"/wallets/transfer/{wallet.id}")
    told = effect(browser, "transfer", transfer, to_wallet_id=other.id, amount_cents="100.00")
    assert "Ann Botha R 500.00 → R 400.00" in told and "Acme R 0.00 → R 100.00" in told
    for _click in range(2):
        assert transfer.send(to_wallet_id=other.id, amount_cents="100.00", reason="For all").status_code == 302
    session.expire_all()
    assert (wallet.balance_cents, other.balance_cents) == (40000, 10000)
    page = browser.get(f"/wallets/show/{wallet.id}").get_data(as_text=True)
    assert f'href="/wallets/show/{other.id}"' in page and "Went to" in page
    assert holds(session)


def test_what_was_spent_comes_back_and_never_more(login, wallet, session):
    spend(wallet, 30000)
    browser = login(FINANCE)
    form = Form(browser, f"/wallets/give-back/{wallet.id}")
    entry = session.scalars(select(LedgerEntry.id).where(LedgerEntry.kind == "debit")).one()
    assert "300.00" in said_at(form.send(entry_id=entry, amount_cents="300.01", reason="Closed"), "amount_cents")
    assert form.send(entry_id=entry, amount_cents="200.00", reason="Air conditioning").status_code == 302
    again = Form(browser, f"/wallets/give-back/{wallet.id}")
    assert "100.00" in said_at(again.send(entry_id=entry, amount_cents="200.00", reason="Air conditioning"), "amount_cents")
    session.expire_all()
    assert wallet.balance_cents == 40000
    assert holds(session)


def test_a_payment_that_is_taken_back_leaves_a_wallet_that_pays_nothing_until_it_is_paid(login, make, wallet, session):
    spend(wallet, 30000)
    browser = login(FINANCE)
    form = Form(browser, f"/wallets/charge-back/{wallet.id}")
    lot = session.scalars(select(Lot)).one()
    assert "500.00" in said_at(form.send(lot_id=lot.id, amount_cents="500.01", reason="Card"), "amount_cents")
    assert form.send(lot_id=lot.id, amount_cents="500.00", reason="Card").status_code == 302
    page = text_of(browser.get(f"/wallets/show/{wallet.id}"))
    assert "Ann Botha owes R 300.00" in page and "Payment taken back" in page
    session.expire_all()
    assert (wallet.balance_cents, wallet.overdraft_cents) == (-30000, 30000)
    with transaction(by=SYSTEM) as work:
        day = clock.now() + dt.timedelta(days=1)
        assert reserve(work, [wallet.id], 100, starts_at=day, expires_at=day, cause="booking:2", key="2").rest == 100
    assert Form(browser, f"/wallets/top-up/{wallet.id}").send(amount_cents="400.00", reason="EFT 8").status_code == 302
    session.expire_all()
    assert (wallet.balance_cents, wallet.overdraft_cents) == (10000, 0)
    assert "Ann Botha can spend R 100.00." in text_of(browser.get(f"/wallets/show/{wallet.id}"))
    assert holds(session)


def test_a_quota_beside_a_debt_pays_only_what_is_left_of_it(make, wallet, session):
    spend(wallet, 50000)
    gift = session.scalars(select(Lot)).one()
    grant_credits(wallet.id, 70000, by=SYSTEM, key="g", reason="Trial")
    charge_back(wallet.id, gift.id, 50000, by=SYSTEM, key="c", reason="Card")
    with transaction(by=SYSTEM) as work:
        day = clock.now() + dt.timedelta(days=1)
        assert reserve(work, [wallet.id], 70000, starts_at=day, expires_at=day, cause="booking:2", key="2").rest == 50000
    assert holds(session)


def test_one_click_from_a_person_and_from_an_organisation(login, make, team, wallet, session):
    organisation, ann, _ben = team
    shared = make.wallet(organisation, bought=100)
    prints = {"state": AccessState.GRANTED, "username": "ann", "wanted": {}, "balance_cents": -1250, "balance_read_at": clock.now()}
    session.add(Access(user_id=ann.id, location_id=organisation.location_id, system=System.PRINTING, **prints))
    session.commit()
    browser = login(FINANCE)
    assert f"/members/wallets/{ann.id}" in browser.get(f"/members/show/{ann.id}").get_data(as_text=True)
    panel = browser.get(f"/members/wallets/{ann.id}")
    assert f"/wallets/show/{wallet.id}" in panel.get_data(as_text=True) and f"/wallets/show/{shared.id}" in panel.get_data(as_text=True)
    assert "Credit for printing" in panel.get_data(as_text=True) and "12.50" in panel.get_data(as_text=True)
    assert f"/wallets/show/{shared.id}" in browser.get(f"/organisations/wallets/{organisation.id}").get_data(as_text=True)


def test_a_wallet_is_opened_for_a_person_or_an_organisation(login, team, session):
    browser = login(FINANCE)
    form = Form(browser, "/wallets/add")
    assert form.send(unit="space").status_code == 200
    assert "PaperCut" in said_at(form.send(user=team[1].id, unit="printing"), "unit")
    for _click in range(2):
        assert form.send(user=team[1].id, unit="space").status_code == 302
    assert form.send(organisation=team[0].id, unit="stuff").status_code == 302
    found = session.scalars(select(Wallet).order_by(Wallet.id)).all()
    assert [(each.user_id, each.organisation_id, each.currency) for each in found] == [(team[1].id, None, "ZAR"), (None, team[0].id, "ZAR")]
    assert "Nothing has moved yet" in text_of(browser.get(f"/wallets/show/{found[0].id}"))
    assert press(browser, f"/wallets/action/unshare/{found[1].id}", "/wallets/add").status_code == 302
    session.expire_all()
    assert found[1].is_shared is False


def test_who_sees_and_who_moves(login, client, make, wallet):
    browser = login(FRONT_DESK)
    page = text_of(browser.get(f"/wallets/show/{wallet.id}"))
    assert "can spend" in page and "Top up" not in page
    assert browser.get(f"/wallets/top-up/{wallet.id}").status_code in (302, 403)
    browser = instead(login, client, SALES)
    assert browser.get("/wallets/list/").status_code in (302, 403)
    browser = instead(login, client, LOCATION_MANAGER, locations=[make.location(name="Elsewhere")])
    assert "No wallets yet." in text_of(browser.get("/wallets/list/"))
    for address in (f"/wallets/show/{wallet.id}", f"/wallets/top-up/{wallet.id}", f"/members/wallets/{wallet.user_id}"):
        assert browser.get(address).status_code == 404, address
    assert press(browser, f"/wallets/grant/{wallet.id}", "/", amount_cents="1.00", reason="x", key="k").status_code == 404


def test_the_list_obeys_the_location_switch(login, make, wallet):
    elsewhere = make.location(name="Elsewhere")
    far = make.wallet(make.organisation(elsewhere, name="Far away"), bought=100)
    browser = login()
    press(browser, "/location", "/wallets/add", location=elsewhere.id)
    listed = text_of(browser.get("/wallets/list/"))
    assert str(far) in listed and "Ann Botha" not in listed


def test_each_movement_leads_to_what_caused_it(login, client, make, team, wallet):
    room = make.room(make.space(wallet.location), name="Boardroom")
    start = clock.now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=3)
    times = {"starts_at": start, "ends_at": start + dt.timedelta(hours=1)}
    booking = create_booking(by=SYSTEM, room_id=room.id, user_id=wallet.user_id, override_reason="No license yet", **times)
    page = login(FINANCE).get(f"/wallets/show/{wallet.id}")
    assert f'href="/bookings/show/{booking.id}"' in page.get_data(as_text=True)
    assert f"On hold Boardroom ({booking.code})" in text_of(page)
    client.delete_cookie("foyer")
    assert Form(client, "/login/").send(username=wallet.user.username, password=PASSWORD).status_code == 302
    mine = text_of(client.get(f"/my/wallet/{wallet.id}"))
    assert "Booked: Boardroom" in mine and booking.code not in mine
