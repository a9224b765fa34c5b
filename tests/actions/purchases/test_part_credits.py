"""Credits pay a part of a purchase and a card the rest: held first, debited with its success, let go without it; the invoice says both (W4, U2-U5, P10)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.payments.begin import begin_payment
from app.actions.payments.decline_charge import decline_charge
from app.actions.payments.leave_checkout import leave_checkout
from app.actions.payments.record_eft import record_eft
from app.actions.purchases.buy import buy
from app.actions.purchases.held import settle_held
from app.actions.purchases.pay_again import checkout_purchase
from app.actions.purchases.refund import refund_purchase
from app.actions.purchases.withdraw import withdraw_purchase
from app.core import clock
from app.core.errors import Conflict, Refused
from app.models import LedgerEntry, Payment, PaymentAttempt, Purchase, Reserve
from app.models.invoice import InvoiceStatus
from app.models.ledger import EntryKind, ReserveState
from app.models.payment import PaymentMethodKind
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.verify.books import verify
from app.rules.checkout_looks import LOOKS
from jobs import charges
from jobs.fulfilment import end_failed
from tests.actions.purchases.test_buy import stuff
from tests.cards import kept_card, paid_for, pay_there, tell

S, R = PurchaseStatus, ReserveState


@pytest.fixture
def thing(make, home):
    """R345.00, of it VAT of R45.00."""
    return make.product(home, name="Projector")


@pytest.fixture
def wallet(make, member):
    """R100.00 of credits that were taxed as they were sold."""
    return stuff(make, member, 10000)


def bought(thing, by, way=PayWay.CARD, key="form", **more):
    return buy(thing.id, way=way, key=key, with_credits=True, by=by, **more)


def money(session):
    return {each.kind: each.amount_cents for each in session.scalars(select(Payment))}


def ends(session):
    session.expire_all()
    return [each.state for each in session.scalars(select(Reserve).order_by(Reserve.id))]


def broken(session):
    session.expire_all()
    return {name: found.examples for name, found in verify(session).items() if found.violations}


def test_they_are_held_and_debited_when_the_card_has_paid_the_rest(make, world, member, by, thing, wallet, session):
    kept_card(make, world, member.organisation)
    row, again = (bought(thing, by, expected_credits_cents=10000) for _twice in range(2))
    session.expire_all()
    assert (again.id, row.status, wallet.balance_cents, wallet.reserved_cents) == (row.id, S.AWAITING_PAYMENT, 10000, 10000)
    world.run_jobs()
    world.run_jobs()

    assert (ends(session), row.status, wallet.balance_cents, wallet.reserved_cents) == ([R.DEBITED], S.FULFILLED, 0, 0)
    assert (money(session), list(paid_for(world).values())) == ({PaymentMethodKind.CARD: 24500, PaymentMethodKind.WALLET: 10000}, [1])
    invoice = row.invoice
    assert [(line.net_cents, line.vat_cents, line.vat_percent, line.description.rpartition(",")[0]) for line in invoice.lines] == [
        (10000, 0, 0, "Projector, VAT was charged with the credits"),
        (21304, 3196, 15, "Projector"),
    ]
    assert (invoice.status, invoice.total_cents, invoice.document_id is not None, row.vat_cents) == (InvoiceStatus.PAID, 34500, True, 3196)
    assert broken(session) == {}


def test_nobody_pays_again_between_the_part_of_the_card_and_that_of_the_credits(make, world, member, by, thing, wallet, session):
    kept_card(make, world, member.organisation)
    row = bought(thing, by)
    attempt_id = session.scalars(select(PaymentAttempt.id)).one()
    charges.charge(attempt_id)  # and the job that debits the credits has not come yet
    with pytest.raises(Refused, match="Credits pay what is left"):
        begin_payment(row.invoice_id, by=SYSTEM)
    world.run_jobs()
    assert (ends(session), row.invoice.status) == ([R.DEBITED], InvoiceStatus.PAID)


def test_where_the_card_is_declined_they_are_free_and_nothing_is_owed(make, world, member, by, thing, wallet, session):
    kept_card(make, world, member.organisation, card="soft")
    row = bought(thing, by)
    world.run_jobs()
    assert (ends(session), row.status, row.invoice.status, wallet.balance_cents, wallet.reserved_cents) == (
        [R.RELEASED],
        S.WITHDRAWN,
        InvoiceStatus.VOID,
        10000,
        0,
    )
    settle_held(row.id, by=SYSTEM)
    assert (money(session), broken(session)) == ({}, {})


def test_who_is_on_the_vendors_page_by_then_is_left_to_pay(make, world, client, member, by, thing, wallet, session):
    """The card was declined, and somebody went to the page before the job came that ends the purchase."""
    kept_card(make, world, member.organisation)
    row = bought(thing, by)
    decline_charge(session.scalars(select(PaymentAttempt.id)).one(), "No funds", by=SYSTEM)
    form = dict(checkout_purchase(row.id, back="/", by=by).fields)
    end_failed(row.id)
    assert (ends(session), row.status, row.invoice.status) == ([R.OPEN], S.AWAITING_PAYMENT, InvoiceStatus.SENT)
    pay_there(world, form)
    tell(client, world)
    world.run_jobs()
    assert (ends(session), row.status, money(session)) == (
        [R.DEBITED],
        S.FULFILLED,
        {PaymentMethodKind.CARD: 24500, PaymentMethodKind.WALLET: 10000},
    )
    assert broken(session) == {}


def test_an_older_page_that_was_left_ends_nothing_while_another_is_open(by, thing, wallet, session):
    row = bought(thing, by, way=PayWay.CHECKOUT)
    for keep_card in (False, True):
        checkout_purchase(row.id, keep_card=keep_card, back="/", by=by)
    older, newer = session.scalars(select(PaymentAttempt).order_by(PaymentAttempt.id)).all()
    for looks in range(len(LOOKS)):
        with clock.lived_at(older.look_at + dt.timedelta(seconds=1)):
            leave_checkout(older.id, seen=looks, by=SYSTEM)
        session.expire_all()
    end_failed(row.id)
    assert (ends(session), row.status, older.state, newer.state) == ([R.OPEN], S.FAILED, "dropped", "open")


def test_a_lost_answer_keeps_them_held_until_it_is_known(make, world, member, by, thing, wallet, session):
    kept_card(make, world, member.organisation)
    world.vendors.fault("cut_after", "*adhoc*", vendor="payfast")
    world.vendors.fault("503", "*history*", vendor="payfast", times=2)
    row = bought(thing, by)
    world.run_jobs()
    if row.status is S.PAYMENT_UNKNOWN:
        assert (ends(session), wallet.reserved_cents) == ([R.OPEN], 10000)
    world.run_later(step=61)
    assert (ends(session), row.status, wallet.balance_cents, list(paid_for(world).values())) == ([R.DEBITED], S.FULFILLED, 0, [1])
    assert broken(session) == {}


def test_on_the_vendors_page_the_rest_is_asked_for(world, client, member, by, thing, wallet, session):
    row = bought(thing, by, way=PayWay.CHECKOUT)
    form = dict(checkout_purchase(row.id, back="/", by=by).fields)
    assert form["amount"] == "245.00"
    pay_there(world, form)
    tell(client, world)
    world.run_jobs()
    assert (ends(session), row.status, money(session)) == (
        [R.DEBITED],
        S.FULFILLED,
        {PaymentMethodKind.CARD: 24500, PaymentMethodKind.WALLET: 10000},
    )


def test_who_changes_their_mind_has_them_back_and_an_eft_for_all_lets_them_go(member, by, thing, wallet, session, world):
    row = bought(thing, by, way=PayWay.CHECKOUT)
    withdraw_purchase(row.id, by=by)
    assert (ends(session), row.status, wallet.reserved_cents) == ([R.RELEASED], S.WITHDRAWN, 0)
    row = bought(thing, by, way=PayWay.CHECKOUT, key="second")
    record_eft(member.organisation_id, key="a", amount_cents=34500, reference="EFT", invoice_id=row.invoice_id, by=SYSTEM)
    world.run_jobs()
    assert (ends(session), row.status, wallet.balance_cents, wallet.reserved_cents) == ([R.RELEASED, R.RELEASED], S.FULFILLED, 10000, 0)
    row = bought(thing, by, way=PayWay.CHECKOUT, key="third")
    record_eft(member.organisation_id, key="b", amount_cents=30000, reference="EFT", invoice_id=row.invoice_id, by=SYSTEM)
    world.run_jobs()
    assert (ends(session)[2:], row.status, row.wallet_cents, wallet.balance_cents, wallet.reserved_cents) == (
        [R.DEBITED],
        S.FULFILLED,
        4500,
        5500,
        0,
    )
    assert broken(session) == {}


def test_credits_that_are_taxed_as_they_are_used_bring_their_share_and_all_goes_back(make, world, member, by, thing, session, admin):
    kept_card(make, world, member.organisation)
    sold, later = stuff(make, member, 10000), stuff(make, member.organisation, 4500, "redemption")
    row = bought(thing, by)
    world.run_jobs()
    session.expire_all()
    assert (row.net_cents, row.vat_cents, money(session)[PaymentMethodKind.CARD]) == (31304, 3196, 20000)
    assert session.scalars(select(LedgerEntry.vat_cents).where(LedgerEntry.kind == EntryKind.DEBIT).order_by(LedgerEntry.id)).all() == [
        0,
        587,
    ]

    refund_purchase(row.id, reason="Broken", by=admin)
    world.run_jobs()
    session.expire_all()
    assert (row.status, row.refunded_cents, sold.balance_cents, later.balance_cents, row.invoice.status) == (
        S.REFUNDED,
        34500,
        10000,
        4500,
        InvoiceStatus.CREDITED,
    )
    assert {each.kind: each.refunded_cents for each in session.scalars(select(Payment))} == {
        PaymentMethodKind.CARD: 20000,
        PaymentMethodKind.WALLET: 14500,
    }
    assert broken(session) == {}


def test_what_was_shown_must_hold_and_a_rest_is_no_next_invoice(make, world, home, member, by, thing, wallet, session):
    kept_card(make, world, member.organisation)
    with pytest.raises(Conflict, match=r"Credits would pay 100\.00 now"):
        bought(thing, by, expected_credits_cents=9999)
    for way in (PayWay.NEXT_INVOICE, PayWay.WALLET):
        with pytest.raises(Refused, match="only where a card pays the rest"):
            bought(thing, by, way=way)
    with pytest.raises(Refused, match=r"no less than 5\.00"):
        bought(make.product(home, price_cents=10300), by)
    assert (session.scalars(select(Purchase)).all(), session.scalars(select(Reserve)).all()) == ([], [])
