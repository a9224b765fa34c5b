"""/my/shop and /sell: what is for sale at one's own price, bought by a button, and seen afterwards by whom it concerns."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core import clock
from app.models import Purchase
from app.models.purchase import PurchaseStatus
from app.models.user import TeamRole
from app.rules.units import Unit
from tests.cards import kept_card
from tests.views.billing import text_of
from views.shop import sells
from views.shop.words import ways_said


@pytest.fixture
def acme(make):
    return make.organisation(make.location(name="Kloof"), name="Acme", buys_on_account=True)


@pytest.fixture
def ann(member, acme):
    return member(acme, first_name="Ann")


def press(browser, address, way, /, **typed):
    """The button of this way on a product's page."""
    page = browser.get(address).get_data(as_text=True)
    assert f'value="{way}"' in page, way
    form = page.split('class="d-flex flex-column gap-3">')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.replace('name="way"', "")))
    return browser.post(f"{address.partition('?')[0]}/buy", data={**fields, "way": way, **typed})


def test_a_member_buys_with_one_click_and_sees_what_became_of_it(make, acme, ann, browser_of, session, world):
    make.wallet(ann, unit=Unit.STUFF, bought=100000)
    mug = make.product(acme.location, name="Foyer mug", price_cents=11500)
    make.discount("10", product_id=mug.id, reason="Members first")
    ann = browser_of(ann)

    page = ann.get("/my/shop/")
    assert "Foyer mug R 103.50 R 115.00 VAT of R 13.50 included. 10 % off: Members first Credits would pay R 103.50." in text_of(page)
    assert "Pay R 103.50 with credits" in text_of(page)
    form = page.get_data(as_text=True).split(f'action="/my/shop/{mug.id}/buy"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form))
    answers = [ann.post(f"/my/shop/{mug.id}/buy", data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location, "a second click is the first purchase"

    page = ann.get(answers[0].location)
    assert "hx-get" in page.get_data(as_text=True)
    world.run_jobs()
    page = ann.get(answers[0].location)
    assert "Done It is yours." in text_of(page)
    assert "hx-get" not in page.get_data(as_text=True).split("<main")[1]
    assert "R 103.50" in text_of(ann.get("/my/shop/purchases"))
    assert ann.get(answers[0].location + ".pdf").data.startswith(b"%PDF"), "who sees no other invoice reads the own one"
    assert ann.get("/my/invoices/").status_code == 403


def test_what_credits_and_a_card_would_pay_stands_on_the_button(make, acme, ann, browser_of, session):
    make.wallet(ann, unit=Unit.STUFF, bought=10000)
    mug = make.product(acme.location, name="Foyer mug", price_cents=11500)
    browser = browser_of(ann)
    page = text_of(browser.get(f"/my/shop/{mug.id}?quantity=2"))
    assert (
        "Pay R 100.00 with credits, R 130.00 by card The credits are held until the card has paid, and free again if it does not." in page
    )
    paying = press(browser, f"/my/shop/{mug.id}?quantity=2", "checkout+credits").location
    assert "R 130.00 2 × Foyer mug · R 100.00 of credits are held for it" in text_of(browser.get(paying))
    assert "Card, and R 100.00 of credits" in text_of(browser.get(paying.removesuffix("/checkout")))
    assert session.scalars(select(Purchase)).one().wallet_cents == 10000


def test_the_page_of_a_product_says_every_way_and_why_one_is_shut(make, acme, ann, browser_of, session):
    credit = make.product(acme.location, name="Room credit", type=Unit.SPACE, price_cents=50000, credit_cents=50000, credit_days=90)
    browser = browser_of(ann)

    page = text_of(browser.get(f"/my/shop/{credit.id}?quantity=2"))
    assert "R 1 000.00 of credit for rooms, for 90 days" in page
    assert "Without VAT R 869.57 VAT 15 % R 130.43 Total R 1 000.00" in page
    assert (
        "Put R 999.99 on the next invoice Credits come when that invoice is paid. Its lines are without VAT, which makes it a cent less there."
        in page
    )
    assert "Credits do not buy this." in page
    assert "For everybody at Acme" not in page, "she does not run the team"

    answer = press(browser, f"/my/shop/{credit.id}?quantity=2", "next_invoice")
    assert "On the next invoice" in text_of(browser.get(answer.location))
    row = session.scalars(select(Purchase)).one()
    assert (row.quantity, row.total_cents, row.user_id, row.for_team) == (2, 99999, ann.id, False)


def test_the_card_of_the_organisation_is_named_to_who_may_use_it(make, acme, ann, member, browser_of, world, monkeypatch):
    """Plain members pay on PayFast's page: whose card their organisation keeps is not theirs to know."""
    kept_card(make, world, acme, name="Visa of the boss 4242")
    mug = make.product(acme.location, name="Foyer mug", price_cents=11500)
    boss = member(acme, team_role=TeamRole.OWNER)
    said = []
    monkeypatch.setattr(sells, "ways_said", lambda *asked: said.append(ways_said(*asked)) or said[-1])
    for address in ("/my/shop/", f"/my/shop/{mug.id}"):
        assert "Visa of the boss" not in browser_of(ann).get(address).get_data(as_text=True)
    assert [way.label for ways in said for way in ways if way.name == "card"] == ["Pay with the kept card"] * 2, "and no page is handed it"
    assert "Visa of the boss" in text_of(browser_of(boss).get(f"/my/shop/{mug.id}"))


def test_whoever_runs_the_team_buys_for_it_and_sees_what_its_people_buy(make, acme, ann, member, browser_of, session):
    owner = member(acme, team_role=TeamRole.OWNER)
    credit = make.product(acme.location, type=Unit.SPACE, credit_cents=50000)
    press(browser_of(owner), f"/my/shop/{credit.id}", "next_invoice", for_team="on")
    press(browser_of(ann), f"/my/shop/{credit.id}", "next_invoice")

    theirs, hers = session.scalars(select(Purchase).order_by(Purchase.id)).all()
    assert (theirs.for_team, hers.for_team) == (True, False)
    assert browser_of(owner).get(f"/my/shop/purchases/{hers.id}").status_code == 200
    assert browser_of(ann).get(f"/my/shop/purchases/{theirs.id}").status_code == 404
    stranger = browser_of(member(make.organisation(acme.location)))
    for address in (f"/my/shop/purchases/{hers.id}", f"/my/shop/purchases/{hers.id}/standing", f"/my/shop/purchases/{hers.id}.pdf"):
        assert stranger.get(address).status_code == 404


def test_what_cannot_be_is_told_in_words_and_leads_back(make, acme, ann, browser_of, session):
    mug, browser = make.product(acme.location, name="Foyer mug"), browser_of(ann)
    answer = press(browser, f"/my/shop/{mug.id}", "next_invoice", expected_cents="1")
    assert "The price has changed to 345.00" in browser.get(answer.location).get_data(as_text=True)
    for wrong in ({"quantity": "0"}, {"quantity": "1000"}, {"quantity": "x"}):
        answer = press(browser, f"/my/shop/{mug.id}", "next_invoice", **wrong)
        assert "From 1 to 999." in browser.get(answer.location).get_data(as_text=True)
    assert "short by" in browser.get(press(browser, f"/my/shop/{mug.id}", "next_invoice", way="wallet").location).get_data(as_text=True)
    assert browser.post(f"/my/shop/{mug.id}/buy", data={"way": "cheque"}).status_code in (400, 404)
    assert browser.get("/my/shop/99999999").status_code == 302
    assert session.scalars(select(Purchase)).all() == []


def test_the_month_s_invoice_is_no_receipt_of_who_bought_on_it(make, acme, ann, member, browser_of, session):
    """It says what everybody at Acme pays: who sees no invoices sees what they bought, and not that."""
    credit = make.product(acme.location, type=Unit.SPACE, credit_cents=50000)
    page = press(browser_of(ann), f"/my/shop/{credit.id}", "next_invoice").location
    row = session.scalars(select(Purchase)).one()
    month = make.invoice(acme, status="paid", paid_cents=115000, sent_at=clock.now(), line={"kind": "adhoc", "adhoc_id": row.adhoc_id})
    row.invoice_id, row.status = month.id, PurchaseStatus.FULFILLED
    session.commit()

    assert month.number not in text_of(browser_of(ann).get(page))
    assert browser_of(ann).get(page + ".pdf").status_code in (302, 403, 404)
    owner = browser_of(member(acme, team_role=TeamRole.OWNER))
    assert month.number in text_of(owner.get(page))
    assert owner.get(page + ".pdf").data.startswith(b"%PDF")


def test_empty_shops_say_so(make, ann, browser_of, member):
    browser = browser_of(ann)
    assert "Nothing is for sale yet." in text_of(browser.get("/my/shop/"))
    assert "Nothing bought yet." in text_of(browser.get("/my/shop/purchases"))
    alone = make.user("Member", location_id=ann.location_id)
    assert "belongs to no organisation" in text_of(browser_of(alone).get("/my/shop/"))


def test_the_desk_sells_to_a_member_at_the_member_s_price(make, acme, ann, login, session):
    mug = make.product(acme.location, name="Foyer mug")
    make.discount("10", product_id=mug.id, organisation_id=acme.id)
    desk = login("Front desk", locations=[acme.location])

    answer = desk.post(f"/members/action/sell/{ann.id}", data={"csrf_token": csrf(desk)})
    assert answer.location.endswith(f"/sell/{ann.id}/")
    assert "R 310.50" in text_of(desk.get(answer.location))
    sold = press(desk, f"/sell/{ann.id}/{mug.id}", "next_invoice")
    row = session.scalars(select(Purchase)).one()
    assert (sold.location.endswith(f"/purchases/show/{row.id}"), row.user_id, row.total_cents) == (True, ann.id, 31050)
    page = text_of(desk.get(sold.location))
    assert "Foyer mug" in page and "On the next invoice" in page and "Started" not in page
    elsewhere = make.user("Member", organisation_id=make.organisation(make.location()).id)
    assert desk.get(f"/sell/{elsewhere.id}/").status_code == 404


def csrf(browser):
    return browser.get("/members/list/").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
