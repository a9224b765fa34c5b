"""A member shops for themselves: browses at their own price, pays with credits or the kept card, once, and gets what was bought."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.settle import settle_access
from app.models import Access, FoyerUser, Invoice, Lot, Product, Purchase
from app.models.invoice import InvoiceStatus
from app.models.purchase import PurchaseStatus
from app.models.user import TeamRole
from app.queries.verify.books import verify
from app.rules.access import System
from app.rules.units import Unit
from tests.cards import kept_card, paid_for, tell
from tests.make import Make
from tests.views.billing import text_of
from tests.views.portal.conftest import browser_of
from tests.world import World

__all__ = ["browser_of"]


@pytest.fixture
def ann(make: Make, world: World) -> FoyerUser:
    """She has a desk, runs her team, and prints."""
    license = make.license(membership=make.membership(make.location(name="Kloof", code="KLF", invoice_prefix="KLF")))
    user = make.user(
        "Member", first_name="Ann", organisation_id=license.organisation_id, location_id=license.location_id, team_role=TeamRole.OWNER
    )
    license.user_id = user.id
    make.session.commit()
    settle_access([user.id], by=SYSTEM)
    world.run_jobs()
    return user


@pytest.fixture
def browser(browser_of: Callable[[FoyerUser], FlaskClient], ann: FoyerUser) -> FlaskClient:
    return browser_of(ann)


@pytest.fixture
def payfast(web_app: Flask) -> FlaskClient:
    """Whoever brings PayFast's notices: not the browser of a member."""
    return web_app.test_client()


def buys(browser: FlaskClient, product: Product, way: str) -> str:
    """Two clicks on the button of that way; where they lead."""
    page = browser.get(f"/my/shop/{product.id}").get_data(as_text=True)
    assert f'value="{way}"' in page, text_of(browser.get(f"/my/shop/{product.id}"))
    form = page.split('class="d-flex flex-column gap-3">')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.replace('name="way"', "")))
    answers = [browser.post(f"/my/shop/{product.id}/buy", data=fields | {"way": way}) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302] and answers[0].location == answers[1].location
    return str(answers[0].location)


def bought(make: Make) -> Purchase:
    make.session.rollback()
    return make.session.scalars(select(Purchase).order_by(Purchase.id.desc())).first()


def test_what_is_for_sale_is_that_of_the_place_and_of_headquarters(make: Make, browser: FlaskClient, ann: FoyerUser) -> None:
    make.product(ann.location, name="Mug of Kloof")
    make.product(make.location(name="Head office", is_headquarters=True), name="Umbrella of all")
    make.product(make.location(name="Elsewhere"), name="Towel of elsewhere")
    page = text_of(browser.get("/my/shop/"))
    assert "Mug of Kloof" in page and "Umbrella of all" in page and "Towel of elsewhere" not in page


def test_credits_pay_for_things(make: Make, world: World, browser: FlaskClient, ann: FoyerUser) -> None:
    wallet = make.wallet(ann, unit=Unit.STUFF, bought=20_000)
    mug = make.product(ann.location, name="Mug", price_cents=11_500)
    make.discount("10", product_id=mug.id, reason="Members first")
    where = buys(browser, mug, "wallet")
    world.run_jobs()
    page = text_of(browser.get(where))
    assert "Done" in page and "R 103.50" in page
    row = bought(make)
    make.session.refresh(wallet)
    assert (row.status, wallet.balance_cents) == (PurchaseStatus.FULFILLED, 9_650)


def test_one_click_on_the_kept_card_brings_room_credit(
    make: Make, world: World, payfast: FlaskClient, browser: FlaskClient, ann: FoyerUser
) -> None:
    kept_card(make, world, ann.organisation)
    rooms = make.product(ann.location, name="Room credit", type=Unit.SPACE, price_cents=50_000, credit_cents=50_000, credit_days=90)
    where = buys(browser, rooms, "card")
    world.run_jobs()
    tell(payfast, world)
    world.run_jobs()
    row = bought(make)
    invoice = make.session.get_one(Invoice, row.invoice_id)
    lot = make.session.scalars(select(Lot)).one()
    assert list(paid_for(world).values()) == [1], "two clicks, one charge"
    assert (row.status, invoice.status, invoice.vat_cents, lot.balance_cents) == (
        PurchaseStatus.FULFILLED,
        InvoiceStatus.PAID,
        6_522,
        50_000,
    )
    assert lot.expires_at is not None and lot.expires_at - row.created_at > dt.timedelta(days=89)
    assert "R 500.00" in text_of(browser.get("/my/wallet/")) and browser.get(where + ".pdf").data.startswith(b"%PDF")
    assert any(invoice.number in mail["subject"] + mail["text"] for mail in world.letters()), "the tax invoice comes by mail"
    assert {name: found.examples for name, found in verify(make.session).items() if found.violations} == {}


def test_print_credit_is_at_the_printer(make: Make, world: World, payfast: FlaskClient, browser: FlaskClient, ann: FoyerUser) -> None:
    kept_card(make, world, ann.organisation)
    pages = make.product(ann.location, name="A hundred pages", type="printing", price_cents=10_000, credit_cents=10_000)
    username = make.session.scalars(select(Access.username).where(Access.system == System.PRINTING)).one()
    buys(browser, pages, "card")
    world.run_jobs()
    tell(payfast, world)
    world.run_jobs()
    accounts = {user["username"]: user["balance"] for user in world.vendors.get("/_control/papercut/users")["users"]}
    assert round(float(accounts[username]) * 100) == 10_000
    assert len(world.vendors.get("/_control/papercut/transactions")["transactions"]) == 1
    assert bought(make).status is PurchaseStatus.FULFILLED


def test_a_card_that_is_declined_takes_nothing_and_gives_nothing(make: Make, world: World, browser: FlaskClient, ann: FoyerUser) -> None:
    kept_card(make, world, ann.organisation, card="soft")
    rooms = make.product(ann.location, name="Room credit", type=Unit.SPACE, price_cents=50_000, credit_cents=50_000)
    where = buys(browser, rooms, "card")
    world.run_jobs()
    assert bought(make).status is PurchaseStatus.FAILED
    assert "R 500.00" in text_of(browser.get(where)) and not make.session.scalars(select(Lot)).all()
