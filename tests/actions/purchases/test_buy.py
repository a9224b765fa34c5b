"""Buying: the right catalogue at the right price, once a form, and a tax invoice for what is paid (U1-U5, P10)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.accounts.person import the_person
from app.actions.payments.record_eft import record_eft
from app.actions.purchases.buy import buy
from app.core import clock
from app.core.errors import Conflict, Forbidden, Missing, Refused
from app.models import Adhoc, Fulfilment, Invoice, LedgerEntry, Lot, Payment, Purchase
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.product import VatPoint
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.next_invoice import next_invoice
from app.queries.shop.buyer import buyer_of
from app.queries.shop.catalogue import catalogue, offer
from app.queries.verify.books import verify
from app.rules.units import Unit
from app.rules.vat import vat_on

S = PurchaseStatus


def broken(session):
    session.expire_all()
    return {name: found.examples for name, found in verify(session).items() if found.violations}


def the(session, model):
    session.expire_all()
    return session.scalars(select(model).order_by(model.id)).all()


def stuff(make, owner, cents, point="sale"):
    wallet = make.wallet(owner, unit=Unit.STUFF, bought=cents)
    lot = make.session.scalars(select(Lot).where(Lot.wallet_id == wallet.id)).one()
    lot.vat_point = VatPoint(point)
    make.session.commit()
    return wallet


def test_the_catalogue_is_that_of_home_headquarters_and_network(make, home, member, by, session):
    headquarters = make.location(is_headquarters=True)
    berlin = make.location(currency="EUR", country="DE")
    for name, place, more in (
        ("Here", home, {}),
        ("Headquarters", headquarters, {}),
        ("Everywhere", None, {}),
        ("Elsewhere", make.location(), {}),
        ("Berlin", berlin, {}),
        ("Old", home, {"is_active": False}),
    ):
        make.product(place, name=name, **more)

    found = {each.product.name: each for each in catalogue(session, buyer_of(session, member), by=by)}

    assert list(found) == ["Everywhere", "Headquarters", "Here"]
    assert {name: each.seller for name, each in found.items()} == {"Everywhere": home, "Headquarters": headquarters, "Here": home}
    assert (found["Here"].price.total, found["Here"].price.vat, found["Here"].wallet_cents) == (34500, 4500, 0)
    with pytest.raises(Refused, match="not sold here"):
        buy(
            next(each.id for each in the(session, type(found["Here"].product)) if each.name == "Elsewhere"),
            way=PayWay.NEXT_INVOICE,
            key="a",
            by=by,
        )


def test_a_member_buys_where_their_license_is_also_one_with_a_last_day(make, home, session):
    """Not where their organisation is at home, nor where a license is over or has not begun."""
    today, day, organisation = clock.today(home.zone), dt.timedelta(days=1), make.organisation(home)
    user, places = make.user("Member", organisation_id=organisation.id), [make.location() for _ in range(3)]
    for place, starts_on, ends_on in zip(
        places, (today - 90 * day, today - 60 * day, today + 3 * day), (today - 30 * day, today + 30 * day, None), strict=True
    ):
        make.license(organisation, make.membership(place), user_id=user.id, starts_on=starts_on, ends_on=ends_on)
    assert buyer_of(session, user).home == places[1]


def test_discounts_on_the_product_count_where_all_their_columns_match(make, home, member, by, session):
    product, other = make.product(home), make.product(home)
    license = make.license(member.organisation, make.membership(home), user_id=member.id)
    today = clock.today(home.zone)
    make.discount("10", product_id=product.id)
    make.discount("20", product_id=product.id, membership_id=license.membership_id)
    make.discount("50", product_id=product.id, organisation_id=make.organisation(home).id)
    make.discount("50", product_id=product.id, ends_on=today - dt.timedelta(days=2))
    make.discount("50", organisation_id=member.organisation_id)

    offers = {each.product.id: each.price for each in catalogue(session, buyer_of(session, member), by=by)}

    assert (offers[product.id].total, offers[product.id].list_total) == (24840, 34500)
    assert offers[other.id].total == 34500


def test_credits_pay_and_it_is_a_tax_invoice_that_goes_everywhere(make, home, member, by, session, world):
    wallet = stuff(make, member, 100000)
    product = make.product(home, price_cents=11500, name="Mug", xero_item_code="PRD-MUG")

    row = buy(product.id, way=PayWay.WALLET, key="form", quantity=2, expected_cents=23000, by=by)
    world.run_jobs()

    session.expire_all()
    invoice = session.get_one(Invoice, row.invoice_id)
    assert (row.status, invoice.status, invoice.kind, invoice.number) == (
        S.FULFILLED,
        InvoiceStatus.PAID,
        InvoiceKind.PURCHASE,
        "KLF-00001",
    )
    assert (wallet.balance_cents, invoice.total_cents, invoice.vat_cents) == (77000, 23000, 0), "VAT was charged with the credits"
    assert [line.description.partition(",")[0] for line in invoice.lines] == ["2 × Mug"]
    assert invoice.document_id is not None
    assert [mail["subject"] for mail in world.letters() if "KLF-00001" in mail["subject"]], "the PDF is mailed to who gets the invoices"
    assert session.scalar(select(Payment.kind)) == "wallet"
    assert broken(session) == {}


def test_a_second_click_is_the_first_purchase(make, home, member, by, session):
    stuff(make, member, 100000)
    product = make.product(home)
    first, second = (buy(product.id, way=PayWay.WALLET, key="form", by=by) for _ in range(2))

    assert first.id == second.id
    assert (len(the(session, Purchase)), len(the(session, Invoice)), len(the(session, Payment))) == (1, 1, 1)


@pytest.mark.parametrize(("sale", "redemption", "vat"), [(100000, 0, 0), (0, 100000, 4500), (11500, 100000, 3000)])
def test_vat_is_taken_once_a_rand(make, home, member, by, session, sale, redemption, vat):
    """Credits that were taxed as they were sold are not taxed again, the others are (P10)."""
    for point, cents, owner in (("sale", sale, member), ("redemption", redemption, member.organisation)):
        if cents:
            stuff(make, owner, cents, point)

    row = buy(make.product(home).id, way=PayWay.WALLET, key="form", by=by)

    invoice = session.get_one(Invoice, row.invoice_id)
    assert (invoice.total_cents, invoice.vat_cents, row.vat_cents) == (34500, vat, vat)
    assert session.scalar(select(func.sum(LedgerEntry.vat_cents))) == vat
    assert broken(session) == {}


def test_a_price_that_includes_vat_costs_what_it_says(make, home, member, by, session):
    """R 0.10 has VAT of 1.30 cents inside: no net makes it from below."""
    stuff(make, member, 100000, "redemption")
    for cents in (1, 3, 4, 10, 11, 1234, 9999, 34567):
        row = buy(make.product(home, price_cents=cents).id, way=PayWay.WALLET, key=f"form-{cents}", by=by)
        assert row.total_cents == cents
    assert broken(session) == {}


def test_who_has_too_little_and_what_credits_do_not_buy(make, home, member, by, session):
    stuff(make, member, 34499)
    credits, mug = make.product(home, credit_cents=5000, price_cents=100), make.product(home)
    room = make.product(home, stuff_pays=False)
    for product, words in ((mug, "short by 0.01"), (credits, "do not buy"), (room, "do not buy")):
        with pytest.raises(Refused, match=words):
            buy(product.id, way=PayWay.WALLET, key="form", by=by)
    assert (the(session, Purchase), the(session, Invoice)) == ([], [])


def test_another_price_than_was_seen_is_told(make, home, by, session):
    with pytest.raises(Conflict, match=r"345\.00"):
        buy(make.product(home).id, way=PayWay.NEXT_INVOICE, key="form", expected_cents=30000, by=by)


def test_the_next_invoice_bears_it_and_brings_it_once_it_is_paid(make, home, member, by, session, world):
    product = make.product(home, type=Unit.SPACE, price_cents=50000, credit_cents=50000, name="Room credit")

    row = buy(product.id, way=PayWay.NEXT_INVOICE, key="form", by=by)

    assert (row.status, row.invoice_id) == (S.STARTED, None)
    today = clock.today(home.zone)
    (line,) = next_invoice(session, member.organisation_id, home, today).lines
    assert (line.net, "Room credit" in line.description) == (43478, True)
    charge = session.get_one(Adhoc, row.adhoc_id)
    billed = {"kind": "adhoc", "adhoc_id": charge.id, "description": "Room credit"}
    invoice = make.invoice(member.organisation, net=charge.unit_price_cents, line=billed)
    record_eft(member.organisation_id, key="1", amount_cents=invoice.total_cents, reference="EFT", by=SYSTEM)
    world.run_jobs()

    (brought,) = the(session, Fulfilment)
    assert (row.status, row.invoice_id, brought.user_id, brought.cents) == (S.FULFILLED, invoice.id, member.id, 50000)
    assert session.get_one(Lot, brought.lot_id).wallet.user_id == member.id


@pytest.mark.parametrize("cents", [1000, 1299, 2250, 34500, 9999])
def test_what_is_shown_for_the_next_invoice_is_what_that_invoice_bills(make, home, member, by, session, cents):
    product = make.product(home, price_cents=cents)
    found = offer(session, buyer_of(session, member), product.id, 1, by=by)
    row = buy(product.id, way=PayWay.NEXT_INVOICE, key="form", expected_cents=found.price.total, by=by)
    (line,) = next_invoice(session, member.organisation_id, home, clock.today(home.zone)).lines
    assert (row.net_cents, row.total_cents) == (line.net, line.net + vat_on(line.net, Decimal(15)))
    assert row.total_cents == found.price.on_invoice.total <= cents, "which the button says"


def test_on_account_only_who_may_and_never_what_is_taxed_as_it_is_used(make, home, member, by):
    later = make.product(home, type=Unit.SPACE, credit_cents=5000, vat_point=VatPoint.REDEMPTION)
    with pytest.raises(Refused, match="VAT is taken as"):
        buy(later.id, way=PayWay.NEXT_INVOICE, key="form", by=by)
    stranger = make.user("Member", organisation_id=make.organisation(home).id, location_id=home.id)
    with pytest.raises(Refused, match="does not buy on account"):
        buy(make.product(home).id, way=PayWay.NEXT_INVOICE, key="form", by=the_person(stranger))


def test_a_free_one_is_paid_by_nothing(make, home, member, by, session, world):
    row = buy(make.product(home, price_cents=0, credit_cents=1000, type=Unit.PRINTING).id, way=PayWay.WALLET, key="form", by=by)
    world.run_jobs()
    session.expire_all()
    assert (session.get_one(Invoice, row.invoice_id).status, row.status) == (InvoiceStatus.PAID, S.PAID)
    assert the(session, Fulfilment)[0].reason.startswith(str(member)), "no print account yet: it is seen, and tried again"
    assert broken(session) == {}


def test_who_may_buy_for_whom(make, home, member, by, session):
    product = make.product(home)
    told = {"way": PayWay.NEXT_INVOICE, "key": "form"}
    with pytest.raises(Forbidden):
        buy(product.id, user_id=make.user("Member", organisation_id=member.organisation_id).id, by=by, **told)
    with pytest.raises(Forbidden):
        buy(product.id, user_id=member.id, by=make.actor("Sales"), **told)
    with pytest.raises(Missing):
        buy(product.id, user_id=member.id, by=make.actor("Front desk", at=[make.location()]), **told)
    with pytest.raises(Refused, match="no organisation"):
        buy(product.id, by=the_person(make.user("Member", location_id=home.id)), **told)
    plain = make.user("Member", organisation_id=member.organisation_id, location_id=home.id)
    with pytest.raises(Forbidden, match="runs the team"):
        buy(product.id, for_team=True, by=the_person(plain), **told)

    sold = buy(product.id, user_id=member.id, by=make.actor("Front desk", at=[home]), **told)
    assert (sold.user_id, sold.made_by != str(member)) == (member.id, True)
