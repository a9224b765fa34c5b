"""/my/wallet: what a member can spend, what ends when, who shares it, and what became of it; for each exactly as far as it is theirs."""

from __future__ import annotations

import datetime as dt

import pytest

from app.access.actor import SYSTEM
from app.actions.wallets.end_reserves import end_reserves
from app.actions.wallets.grant import grant_credits
from app.actions.wallets.reserve import reserve
from app.core import clock
from app.models import Access
from app.models.access import AccessState
from app.models.user import TeamRole
from app.rules.access import System
from app.work import transaction
from tests.views.billing import text_of


@pytest.fixture
def acme(make):
    return make.organisation(make.location(name="Kloof"), name="Acme")


@pytest.fixture
def ann(member, acme):
    return member(acme, first_name="Ann")


def hold(wallet, cents, cause):
    with transaction(by=SYSTEM) as work:
        day = clock.now() + dt.timedelta(days=1)
        reserve(work, [wallet.id], cents, starts_at=day, expires_at=day, cause=cause, key=cause)


def test_it_says_what_can_be_spent_what_ends_and_what_became_of_it(make, acme, ann, browser_of, session):
    wallet = make.wallet(ann, bought=50000)
    grant_credits(wallet.id, 20000, by=SYSTEM, key="g", reason="Thank you for the referral", expires_at=clock.now() + dt.timedelta(days=3))
    hold(wallet, 30000, "booking:1")
    with transaction(by=SYSTEM) as work:
        end_reserves(work, "booking:1", fee=10000)
    prints = {"state": AccessState.GRANTED, "username": "ann", "wanted": {}, "balance_cents": 1250, "balance_read_at": clock.now()}
    session.add(Access(user_id=ann.id, location_id=acme.location_id, system=System.PRINTING, **prints))
    session.commit()
    browser = browser_of(ann)
    told = text_of(browser.get("/my/wallet/"))
    for said in (
        "For rooms",
        "R 600.00",
        "Yours alone.",
        "Thank you for the referral",
        "Bought , never ends",
        "ends soon",
        "R 12.50",
        "R 100.00 ends in the next 14 days",
    ):
        assert said in told, (said, told)
    for staff in ("Deferred revenue", "topup", "license", "Foyer", "None", "booking:1"):
        assert staff not in told, staff
    movements = text_of(browser.get(f"/my/wallet/{wallet.id}"))
    assert "Booked" in movements and "left: R 400.00" in movements
    assert "Spent" not in movements  # that credits on hold are spent changes nothing for whoever booked
    home = text_of(browser.get("/my/"))
    assert "Credits" in home and "R 600.00" in home


def test_a_shared_wallet_is_everybodys_to_spend_and_its_statement_the_owners(make, acme, ann, member, browser_of):
    shared = make.wallet(acme, unit="stuff", bought=70000)
    kept = make.wallet(acme, bought=900, is_shared=False)
    browser = browser_of(ann)
    told = text_of(browser.get("/my/wallet/"))
    assert "For anything, of Acme" in told and "Everybody at Acme can book with it." in told and "R 700.00" in told
    assert "Last movements" not in told and "R 9.00" not in told
    assert browser.get(f"/my/wallet/{shared.id}").status_code == browser.get(f"/my/wallet/{kept.id}").status_code == 404
    owner = browser_of(member(acme, team_role=TeamRole.OWNER))
    told = text_of(owner.get("/my/wallet/"))
    assert "Last movements" in told and "Not shared" in told and "R 9.00" in told
    assert owner.get(f"/my/wallet/{kept.id}").status_code == 200


def test_nobody_reads_a_colleagues_or_a_strangers_wallet(make, acme, ann, member, browser_of):
    colleague = make.wallet(member(acme), bought=12300)
    stranger = make.wallet(make.organisation(), bought=45600)
    for person in (ann, member(acme, team_role=TeamRole.OWNER)):
        browser = browser_of(person)
        told = text_of(browser.get("/my/wallet/"))
        assert "123.00" not in told and "456.00" not in told
        assert browser.get(f"/my/wallet/{colleague.id}").status_code == browser.get(f"/my/wallet/{stranger.id}").status_code == 404
        assert browser.get(f"/wallets/show/{colleague.id}").status_code in (302, 403, 404)


def test_without_credits_it_says_how_one_comes_by_some(ann, browser_of):
    assert "No credits yet." in text_of(browser_of(ann).get("/my/wallet/"))
