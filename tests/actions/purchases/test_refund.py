"""What is given back of a purchase: the credit that is left, its share of the price, and the money to where it came from (I11, P10, W10)."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from app.access.actor import SYSTEM
from app.actions.accounts.person import the_person
from app.actions.fulfilments.give_credits import give_credits
from app.actions.fulfilments.want import want_fulfilments
from app.actions.invoices.locked import hold_organisation
from app.actions.payments.begin import begin_payment
from app.actions.payments.record_eft import record_eft
from app.actions.purchases.buy import buy
from app.actions.purchases.refund import refund_purchase
from app.actions.purchases.withdraw import withdraw_purchase, withdraw_stale
from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.return_credits import return_credits
from app.core import clock
from app.core.entity import db
from app.core.errors import Forbidden, FoyerError, Missing, Refused
from app.models import Adhoc, CreditNote, Fulfilment, Invoice, LedgerEntry, Lot, Payment, Purchase, Refund, Wallet
from app.models.invoice import InvoiceStatus
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.verify.books import verify
from app.queries.wallets.debits import debits_of
from app.rules.units import Unit
from app.work import transaction
from tests.actions.payments.test_order_of_locks import waits_for
from tests.actions.purchases.test_buy import stuff
from tests.cards import kept_card, paid_for

S = PurchaseStatus


@pytest.fixture
def credit(make, home):
    return make.product(home, type=Unit.SPACE, price_cents=50000, credit_cents=50000, name="Room credit")


def broken(session):
    session.expire_all()
    return {name: found.examples for name, found in verify(session).items() if found.violations}


def bought(session, world, product, by, way=PayWay.CARD, **wishes):
    row = buy(product.id, way=way, key="form", by=by, **wishes)
    world.run_jobs()
    session.expire_all()
    assert row.status is S.FULFILLED
    return row


def test_a_card_gets_back_the_share_that_is_not_spent(make, world, member, by, credit, session, admin):
    kept_card(make, world, member.organisation)
    row = bought(session, world, credit, by)
    wallet = session.scalars(select(Wallet)).one()
    adjust_wallet(wallet.id, -20000, by=SYSTEM, key="spent", reason="A room")

    for _ in range(2):
        refund_purchase(row.id, reason="Moved away", by=admin)
    world.run_jobs()

    session.expire_all()
    refund = session.scalars(select(Refund)).one()
    assert (row.status, row.refunded_cents, refund.amount_cents, refund.state) == (S.REFUNDED, 30000, 30000, "done")
    assert (wallet.balance_cents, row.invoice.due_cents, row.invoice.status) == (0, 0, InvoiceStatus.PAID)
    note = session.scalars(select(CreditNote)).one()
    assert (note.total_cents, note.vat_cents, note.document_id is not None) == (30000, 3913, True)
    assert list(paid_for(world).values()) == [1]
    assert broken(session) == {}


def test_credits_come_back_to_their_lots_with_their_vat(make, world, home, member, by, session, admin):
    sold = stuff(make, member, 10000)
    later = stuff(make, member.organisation, 50000, "redemption")
    row = bought(session, world, make.product(home), by, way=PayWay.WALLET)
    assert (sold.balance_cents, later.balance_cents) == (0, 25500)

    refund_purchase(row.id, reason="Broken", by=admin)
    world.run_jobs()

    session.expire_all()
    assert (sold.balance_cents, later.balance_cents) == (10000, 50000)
    assert session.scalar(select(func.sum(LedgerEntry.vat_cents))) == 0
    assert (row.refunded_cents, row.invoice.status, session.scalars(select(Payment)).one().refunded_cents) == (
        34500,
        InvoiceStatus.CREDITED,
        34500,
    )
    assert broken(session) == {}


def test_credits_of_a_purchase_come_back_with_the_purchase_alone(make, world, home, member, by, session, admin):
    """Given back beside it, its invoice would stay paid, and the purchase could never be refunded."""
    lot = stuff(make, member, 50000)
    row = bought(session, world, make.product(home), by, way=PayWay.WALLET)
    debit = session.scalars(select(LedgerEntry.id).where(LedgerEntry.kind == "debit")).one()
    with pytest.raises(Refused, match="refund the purchase"):
        return_credits(lot.id, debit, 5000, by=admin, key="r", reason="A scratch")
    assert debits_of(session, lot, by=admin) == []
    refund_purchase(row.id, reason="Broken", by=admin)
    session.expire_all()
    assert (lot.balance_cents, row.status, broken(session)) == (50000, S.REFUNDED, {})


def test_what_is_spent_or_printed_or_not_paid_is_refused(make, world, home, member, by, credit, session, admin):
    kept_card(make, world, member.organisation)
    row = bought(session, world, credit, by)
    adjust_wallet(session.scalars(select(Wallet.id)).one(), -50000, by=SYSTEM, key="spent", reason="A room")
    with pytest.raises(Refused, match="spent"):
        refund_purchase(row.id, reason="Moved away", by=admin)
    with pytest.raises(Refused, match="reason"):
        refund_purchase(buy(make.product(home).id, way=PayWay.NEXT_INVOICE, key="other", by=by).id, by=admin)
    waits = buy(credit.id, way=PayWay.CHECKOUT, key="third", by=by)
    with pytest.raises(Refused, match="not paid"):
        refund_purchase(waits.id, reason="Moved away", by=admin)
    with pytest.raises(Forbidden):
        refund_purchase(row.id, reason="Moved away", by=make.actor("Front desk"))
    with pytest.raises(Missing):
        refund_purchase(row.id, reason="Moved away", by=make.actor("Finance", at=[make.location()]))
    session.expire_all()
    assert (session.scalars(select(CreditNote)).all(), row.status) == ([], S.FULFILLED)


def test_off_the_next_invoice_while_it_waits(make, home, by, session, admin):
    row = buy(make.product(home).id, way=PayWay.NEXT_INVOICE, key="form", by=by)
    refund_purchase(row.id, reason="Changed their mind", by=admin)
    assert (row.status, session.scalars(select(Adhoc)).all()) == (S.REFUNDED, [])


def test_print_credit_that_never_came_is_refunded_in_full(make, world, home, member, by, session, admin):
    prints = make.product(home, type=Unit.PRINTING, price_cents=11500, credit_cents=10000)
    stuff(make, member, 20000)
    row = buy(prints.id, way=PayWay.WALLET, key="form", by=by)
    world.run_jobs()
    session.expire_all()
    assert session.scalars(select(Fulfilment)).one().state == "failed"

    refund_purchase(row.id, reason="No printer", by=admin)
    session.expire_all()
    assert (session.scalars(select(Fulfilment)).one().state, row.status, session.scalars(select(Lot)).one().balance_cents) == (
        "returned",
        S.REFUNDED,
        20000,
    )
    assert broken(session) == {}


def test_what_nobody_pays_ends_by_itself_and_late_money_is_credit(make, home, member, by, credit, session, world):
    rows = [buy(credit.id, way=PayWay.CHECKOUT, key=f"form-{n}", by=by) for n in range(2)]
    assert withdraw_stale() == 0
    with pytest.raises(Missing):
        withdraw_purchase(rows[0].id, by=the_person(make.user("Member", organisation_id=make.organisation(home).id)))
    withdraw_purchase(rows[0].id, by=by)
    with clock.lived_at(clock.now() + dt.timedelta(hours=25)):
        assert withdraw_stale() == 1
    session.expire_all()
    assert [(row.status, row.invoice.status, row.invoice.due_cents) for row in rows] == [(S.WITHDRAWN, InvoiceStatus.VOID, 0)] * 2
    assert session.scalar(select(func.count(Invoice.id))) == 2, "their numbers stay used"

    payment = record_eft(member.organisation_id, key="late", amount_cents=50000, reference="EFT", by=SYSTEM)
    assert payment.credit_cents == 50000
    assert session.scalars(select(Purchase.status).distinct()).all() == [S.WITHDRAWN]
    assert broken(session) == {}


def test_who_goes_to_pay_just_as_it_would_end_keeps_the_purchase(headless, member, by, credit, session):
    """It was chosen among those that nobody pays, and then its buyer came back to PayFast's page, before it was held."""
    row = buy(credit.id, way=PayWay.CHECKOUT, key="form", by=by)
    row.created_at = clock.now() - dt.timedelta(hours=25)
    session.commit()
    organisation_id, invoice_id = row.organisation_id, row.invoice_id

    def end():
        with headless.app_context():
            try:
                return withdraw_stale()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as worker:
        with transaction(by=by) as work:
            hold_organisation(work, organisation_id)
            mine = work.session.scalar(text("SELECT pg_backend_pid()"))
            job = worker.submit(end)
            while not job.done() and not waits_for(mine):
                time.sleep(0.01)
            begin_payment(invoice_id, by=by)
        assert job.result() == 0
    session.expire_all()
    assert (row.status, row.invoice.due_cents) == (S.AWAITING_PAYMENT, 50000)


def test_a_purchase_whose_card_is_charged_is_not_withdrawn(make, world, member, by, credit):
    kept_card(make, world, member.organisation)
    row = buy(credit.id, way=PayWay.CARD, key="form", by=by)
    with pytest.raises(Refused, match="being charged"):
        withdraw_purchase(row.id, by=by)


def test_credit_that_comes_while_it_is_refunded_is_not_kept_as_well(app, member, by, credit, session, admin):
    """Somebody refunds a purchase whose credit is on its way: it was looked at before, and a worker gives it at this very moment."""
    row = buy(credit.id, way=PayWay.CHECKOUT, key="form", by=by)
    record_eft(member.organisation_id, key="a", amount_cents=50000, reference="EFT", by=SYSTEM)
    want_fulfilments(row.invoice_id, by=SYSTEM)
    given = session.scalars(select(Fulfilment)).one()
    given_id = given.id

    def give():
        with app.app_context():
            try:
                give_credits(given_id, by=SYSTEM)
            except FoyerError as waits:
                return waits
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as worker:
        with transaction(by=admin) as work:
            hold_organisation(work, row.organisation_id)
            assert given.lot_id is None
            mine = work.session.scalar(text("SELECT pg_backend_pid()"))
            job = worker.submit(give)
            while not job.done() and not waits_for(mine):
                time.sleep(0.01)
            refund_purchase(row.id, reason="Moved away", by=admin)
        job.result()
    give_credits(given_id, by=SYSTEM)

    session.expire_all()
    assert (given.state, row.status, row.refunded_cents, session.scalars(select(Lot)).all()) == ("returned", S.REFUNDED, 50000, [])
    assert broken(session) == {}
