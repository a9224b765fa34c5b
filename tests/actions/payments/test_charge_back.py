"""A card's bank takes a payment back: everything that it paid is owed again, and that card is charged no more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.fulfilments.want import want_fulfilments
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.begin import begin_payment
from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.payments.take_charge import take_money
from app.actions.settings.put import put_setting
from app.actions.wallets.adjust import adjust_wallet
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.models import Deposit, DepositMovement, Lot, PaymentAttempt, PaymentMethod, Wallet
from app.models.deposit import DepositStatus, MovementKind
from app.models.invoice import InvoiceStatus
from app.models.refund import RefundWay
from app.queries.verify.books import verify
from app.queries.wallets.paying import Payer, pay_from
from app.rules.units import Unit
from app.work import transaction
from tests.actions.payments.test_refund import sound

TOLD = {"reference": "CB-1", "by": SYSTEM}


def by_card(invoice, cents, number="77", method_id=None):
    attempt = begin_payment(invoice.id, by=SYSTEM)
    with transaction(by=SYSTEM) as work:
        locked = work.lock(PaymentAttempt, attempt.id)
        locked.method_id = method_id
        return take_money(work, locked, number, cents)


@pytest.fixture
def card(make, session):
    organisation = make.organisation(auto_pay=True)
    method = PaymentMethod(organisation_id=organisation.id, token_mark="m", sealed_token=b"x", is_default=True)
    session.add(method)
    session.commit()
    return method


def test_what_it_paid_is_owed_again_and_its_card_rests(make, card, session):
    june = make.invoice(card.organisation)
    payment = by_card(june, 150_000, method_id=card.id)
    july = make.invoice(card.organisation, kind="manual")
    apply_credit(july.id, key="a", by=SYSTEM)
    refund_payment(payment.id, key="r", amount_cents=15_000, invoice_id=june.id, reference="x", reason="y", by=SYSTEM)

    row = charge_back_payment(payment.id, **TOLD)
    assert charge_back_payment(payment.id, **TOLD).id == row.id
    session.expire_all()
    assert (row.way, row.amount_cents, payment.credit_cents, payment.refunded_cents) == (RefundWay.CHARGEBACK, 135_000, 0, 150_000)
    assert [(each.status, each.due_cents) for each in (june, july)] == [(InvoiceStatus.SENT, 115_000)] * 2
    assert (card.is_default, card.can_be_charged, card.organisation.auto_pay) == (False, False, True)
    sound(session)


def test_where_the_card_is_not_known_nothing_is_charged_without_asking(make, card, session):
    payment = by_card(make.invoice(card.organisation), 115_000)
    charge_back_payment(payment.id, **TOLD)
    session.expire_all()
    assert (card.organisation.auto_pay, card.is_default) == (False, True)


def test_who_looks_after_the_money_there_is_told_once(make, card, session, world):
    place = card.organisation.location
    make.user("Network admin")
    told = [make.user("Location manager", locations=[place]), make.user("Finance")]
    make.user("Location manager", locations=[make.location()])
    make.user("Front desk", locations=[place])
    payment = by_card(make.invoice(card.organisation, number="KLF-00042"), 115_000, method_id=card.id)
    for _again in range(2):
        charge_back_payment(payment.id, reference="CB-1", reason="Not known", by=SYSTEM)
    letters = [each for each in world.letters() if "Chargeback" in each["subject"]]
    assert sorted(each["to"] for each in letters) == sorted(each.email for each in told)
    assert all(
        part in letters[0]["text"] for part in ("R 1 150.00", card.organisation.name, "CB-1", "KLF-00042", f"/payments/show/{payment.id}")
    )
    sound(session)


def test_a_deposit_that_it_paid_is_not_held_any_more(make, session):
    invoice = make.invoice(total_cents=615_000, net_cents=600_000, vat_cents=15_000)
    deposit = make.deposit(
        organisation_id=invoice.organisation_id, location_id=invoice.location_id, invoice_id=invoice.id, status=DepositStatus.INVOICED
    )
    payment = by_card(invoice, 615_000)
    charge_back_payment(payment.id, **TOLD)
    session.expire_all()
    assert (deposit.held_cents, deposit.status, invoice.due_cents) == (0, DepositStatus.INVOICED, 615_000)
    assert session.scalars(select(DepositMovement.cents).order_by(DepositMovement.id)).all() == [500_000, -500_000]
    assert {
        name: found.examples
        for name, found in verify(session).items()
        if found.violations and name in ("D3", "D4", "P1", "P1.payments", "P1.refunds")
    } == {}
    record_eft(invoice.organisation_id, key="a", amount_cents=615_000, reference="x", by=SYSTEM)
    session.refresh(deposit)
    assert deposit.held_cents == 500_000


def test_what_cannot_be(make, session):
    invoice = make.invoice(total_cents=615_000, net_cents=600_000, vat_cents=15_000)
    make.deposit(
        organisation_id=invoice.organisation_id, location_id=invoice.location_id, invoice_id=invoice.id, status=DepositStatus.INVOICED
    )
    payment = by_card(invoice, 615_000)
    with pytest.raises(Refused) as refusal:
        charge_back_payment(payment.id, by=SYSTEM)
    assert refusal.value.field == "reference"
    with pytest.raises(Forbidden):
        charge_back_payment(payment.id, reference="x", by=make.actor("Front desk"))
    with pytest.raises(Refused, match="Only a payment by card"):
        charge_back_payment(make.payment().id, **TOLD)
    refund_payment(payment.id, key="r", amount_cents=100, way="card", invoice_id=invoice.id, reason="y", by=SYSTEM)
    with pytest.raises(Refused, match="still on its way"):
        charge_back_payment(payment.id, **TOLD)
    other = make.invoice(total_cents=615_000, net_cents=600_000, vat_cents=15_000)
    held = make.deposit(
        organisation_id=other.organisation_id, location_id=other.location_id, invoice_id=other.id, status=DepositStatus.INVOICED
    )
    second = by_card(other, 615_000, number="78")
    session.add(
        DepositMovement(
            deposit_id=held.id,
            location_id=held.location_id,
            kind=MovementKind.REFUNDED,
            cents=-500_000,
            date=second.received_on,
            key="gone",
        )
    )
    session.commit()
    with pytest.raises(Refused, match="given back, applied or kept since"):
        charge_back_payment(second.id, **TOLD)
    assert session.get(Deposit, held.id).invoice_id == other.id


@pytest.fixture
def credit(make):
    """Of R 500.00, R 575.00 with VAT."""
    return make.product(type=Unit.SPACE, price_cents=50_000, credit_cents=50_000)


def broken(session):
    session.expire_all()
    return {
        name: found.examples
        for name, found in verify(session).items()
        if found.violations and name.split(".")[0] in ("U4", "P1", "L1", "L2", "L3", "L5")
    }


def test_the_credits_that_it_bought_go_and_come_back_when_the_invoice_is_paid_again(make, credit, session, world):
    invoice = make.sold(credit)
    payment = by_card(invoice, 57_500)
    world.run_jobs()
    wallet = session.scalars(select(Wallet)).one()
    adjust_wallet(wallet.id, -20_000, by=SYSTEM, key="spent", reason="A room")
    payer = Payer(None, invoice.organisation_id, "ZAR")

    for _again in range(2):
        charge_back_payment(payment.id, **TOLD)
    world.run_jobs()
    session.expire_all()
    assert (wallet.balance_cents, wallet.overdraft_cents) == (-20_000, 20_000)
    assert pay_from(session, payer, 10_000, clock.now()).payment.rest == 10_000
    assert broken(session) == {}

    for number, left in (("78", 30_000), ("79", 30_000)):
        again = by_card(invoice, 57_500, number=number)
        world.run_jobs()
        want_fulfilments(invoice.id, by=SYSTEM)
        session.expire_all()
        assert (wallet.balance_cents, wallet.overdraft_cents) == (left, 0)
        charge_back_payment(again.id, **TOLD)
        session.expire_all()
        assert wallet.balance_cents == -20_000
    assert broken(session) == {}


def test_of_an_invoice_that_was_paid_in_parts_only_its_share_of_the_credits_goes(make, credit, session, world):
    invoice = make.sold(credit)
    record_eft(invoice.organisation_id, key="a", amount_cents=34_500, reference="x", invoice_id=invoice.id, by=SYSTEM)
    payment = by_card(invoice, 23_000)
    world.run_jobs()
    charge_back_payment(payment.id, **TOLD)
    session.expire_all()
    wallet = session.scalars(select(Wallet)).one()
    assert (wallet.balance_cents, wallet.overdraft_cents, invoice.due_cents) == (30_000, 0, 23_000)
    record_eft(invoice.organisation_id, key="b", amount_cents=23_000, reference="y", invoice_id=invoice.id, by=SYSTEM)
    world.run_jobs()
    session.expire_all()
    assert wallet.balance_cents == 50_000
    assert broken(session) == {}


def test_a_later_purchase_that_filled_the_hole_is_not_lost_when_both_are_settled(make, credit, session, world):
    first = make.sold(credit)
    payment = by_card(first, 57_500)
    world.run_jobs()
    wallet = session.scalars(select(Wallet)).one()
    adjust_wallet(wallet.id, -50_000, by=SYSTEM, key="spent", reason="A room")
    charge_back_payment(payment.id, **TOLD)
    second = make.sold(credit, first.organisation)
    other = by_card(second, 57_500, number="78")
    world.run_jobs()
    session.expire_all()
    assert (wallet.balance_cents, wallet.overdraft_cents) == (0, 0)

    charge_back_payment(other.id, **TOLD)
    session.expire_all()
    assert (wallet.balance_cents, wallet.overdraft_cents) == (-50_000, 50_000)
    record_eft(first.organisation_id, key="a", amount_cents=115_000, reference="x", by=SYSTEM)
    world.run_jobs()
    session.expire_all()
    assert (wallet.balance_cents, wallet.overdraft_cents) == (50_000, 0)
    assert broken(session) == {}


def test_what_has_not_come_yet_waits_until_the_invoice_is_paid_again(make, credit, session, world):
    invoice = make.sold(credit)
    payment = by_card(invoice, 57_500)
    want_fulfilments(invoice.id, by=SYSTEM)
    charge_back_payment(payment.id, **TOLD)
    world.run_jobs()
    assert session.scalars(select(Lot)).all() == []
    by_card(invoice, 57_500, number="78")
    world.run_jobs()
    assert session.scalars(select(Lot.balance_cents)).all() == [50_000]
    assert broken(session) == {}


def test_credits_that_the_house_brings_before_they_are_paid_stay(make, credit, session, world, admin):
    put_setting("fulfil", "on_sent", by=admin)
    trusted = make.organisation(buys_on_account=True)
    invoice = make.sold(credit, trusted, run_id=make.run(trusted.location).id)
    payment = by_card(invoice, 57_500)
    world.run_jobs()
    charge_back_payment(payment.id, **TOLD)
    session.expire_all()
    assert session.scalars(select(Wallet.balance_cents)).all() == [50_000]
