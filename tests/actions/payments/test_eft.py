"""An EFT that the bank shows: once, oldest first, in part, and what is over stays the customer's (P1)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.deposits.take_back import take_back_movement
from app.actions.payments.begin import begin_payment
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.core.errors import Forbidden, Missing, Refused
from app.core.month import Month
from app.models import DepositMovement, MonthClose, Payment, PaymentPart
from app.models.deposit import DepositStatus
from app.models.invoice import InvoiceStatus

TOLD = {"reference": "ACME June", "by": SYSTEM}


@pytest.fixture
def two(make):
    """R1 150.00 due in June and R2 300.00 due in July, of one organisation."""
    organisation = make.organisation()
    july = make.invoice(organisation, net=200_000, kind="manual", due_on=dt.date(2026, 7, 8))
    return make.invoice(organisation), july


def parts(session):
    return session.execute(select(PaymentPart.invoice_id, PaymentPart.cents).order_by(PaymentPart.id)).all()


def test_it_pays_what_is_due_longest_and_the_next_in_part(two, session):
    june, july = two

    payment = record_eft(june.organisation_id, key="a", amount_cents=200_000, **TOLD)

    assert parts(session) == [(june.id, 115_000), (july.id, 85_000)]
    assert (payment.credit_cents, june.status, july.status, july.due_cents) == (0, InvoiceStatus.PAID, InvoiceStatus.PART_PAID, 145_000)


def test_what_is_over_is_kept_as_credit_and_one_invoice_can_be_named(two, session):
    june, july = two

    payment = record_eft(june.organisation_id, key="a", amount_cents=300_000, invoice_id=july.id, **TOLD)

    assert parts(session) == [(july.id, 230_000)]
    assert (payment.credit_cents, june.due_cents) == (70_000, 115_000)
    assert record_eft(june.organisation_id, key="b", amount_cents=115_001, **TOLD).credit_cents == 1
    assert record_eft(june.organisation_id, key="c", amount_cents=5, **TOLD).credit_cents == 5, "nothing is open any more"


def test_no_place_whose_books_it_touches_has_closed_the_month(make, session):
    """The day is dated into the books of every place whose invoice it pays or opens again, and of none that it does not reach."""
    home, other = make.location(), make.location()
    acme = make.organisation(home)
    june = make.invoice(acme)
    there = make.invoice(acme, location_id=other.id, net=200_000, kind="manual", due_on=dt.date(2026, 7, 8))
    day = {"received_on": dt.date(2026, 6, 15)}
    both = record_eft(acme.id, key="a", amount_cents=215_000, **day, **TOLD)
    session.add(MonthClose(location_id=other.id, month=Month(2026, 6), closed_by="Pat", documents=0, documents_hash="", previous_hash=""))
    session.commit()

    back = {"amount_cents": 10_000, "refunded_on": dt.date(2026, 6, 20), "reason": "Paid twice"}
    with pytest.raises(Refused, match="is closed at"):
        refund_payment(both.id, key="r", invoice_id=there.id, **back, **TOLD)
    refund_payment(both.id, key="r", invoice_id=june.id, **back, **TOLD)
    with pytest.raises(Refused, match="is closed at"):
        record_eft(acme.id, key="b", amount_cents=10_001, **day, **TOLD)
    record_eft(acme.id, key="b", amount_cents=10_000, **day, **TOLD)
    assert (june.due_cents, there.due_cents) == (0, 130_000)


def test_saying_it_twice_is_saying_it_once(two, make, session):
    june, _ = two
    first = record_eft(june.organisation_id, key="a", amount_cents=1_000, **TOLD)

    assert record_eft(june.organisation_id, key="a", amount_cents=1_000, **TOLD).id == first.id
    with pytest.raises(Refused, match="another organisation"):
        record_eft(make.organisation().id, key="a", amount_cents=1_000, **TOLD)
    assert session.scalar(select(func.count(Payment.id))) == 1
    assert june.paid_cents == 1_000


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount_cents": 0}, "amount_cents"),
        ({"amount_cents": 10**13}, "amount_cents"),
        ({"reference": " "}, "reference"),
        ({"key": ""}, "key"),
        ({"received_on": dt.date(2100, 1, 1)}, "received_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(two, session, wrong, field):
    june, _ = two
    with pytest.raises(Refused) as refusal:
        record_eft(june.organisation_id, **{"key": "a", "amount_cents": 1_000, **TOLD, **wrong})
    assert refusal.value.field == field
    assert (june.paid_cents, session.scalar(select(func.count(Payment.id)))) == (0, 0)


def test_who_may_not_and_who_may_not_know(two, make, session):
    june, _ = two
    told = {"key": "a", "amount_cents": 1_000, "reference": "x"}
    with pytest.raises(Forbidden):
        record_eft(june.organisation_id, **told, by=make.actor("Front desk"))
    with pytest.raises(Missing):
        record_eft(june.organisation_id, **told, by=make.actor("Finance", at=[make.location()]))
    with pytest.raises(Refused):
        record_eft(june.organisation_id, **told, invoice_id=make.invoice(status=InvoiceStatus.LOCKED).id, by=SYSTEM)
    with pytest.raises(Missing):
        begin_payment(june.id, by=make.actor("Member"))


def test_a_deposit_that_the_invoice_asks_for_is_held_once_the_rest_is_paid(make, session):
    invoice = make.invoice(total_cents=615_000, net_cents=600_000, vat_cents=15_000)
    line = {
        "organisation_id": invoice.organisation_id,
        "location_id": invoice.location_id,
        "invoice_id": invoice.id,
        "status": DepositStatus.INVOICED,
    }
    deposit = make.deposit(**line)

    record_eft(invoice.organisation_id, key="a", amount_cents=115_000, **TOLD)
    assert (deposit.held_cents, invoice.due_cents) == (0, 500_000)
    record_eft(invoice.organisation_id, key="b", amount_cents=500_100, **TOLD)

    session.expire_all()
    assert (deposit.held_cents, deposit.status, invoice.status) == (500_000, DepositStatus.HELD, InvoiceStatus.PAID)
    assert session.scalars(select(Payment.credit_cents).order_by(Payment.id)).all() == [0, 100]
    with pytest.raises(Refused, match="came with a payment"):
        take_back_movement(session.scalars(select(DepositMovement.id)).one(), reason="A slip", by=SYSTEM)


def test_going_to_pay_again_is_the_same_attempt_until_the_amount_differs(two, session):
    june, _ = two
    first = begin_payment(june.id, by=SYSTEM)

    assert begin_payment(june.id, by=SYSTEM).id == first.id
    assert (first.reference, first.amount_cents) == (f"inv-{june.number}-1", 115_000)
    record_eft(june.organisation_id, key="a", amount_cents=15_000, invoice_id=june.id, **TOLD)
    second = begin_payment(june.id, by=SYSTEM)
    assert (second.reference, second.amount_cents) == (f"inv-{june.number}-2", 100_000)
    record_eft(june.organisation_id, key="b", amount_cents=100_000, invoice_id=june.id, **TOLD)
    with pytest.raises(Refused):
        begin_payment(june.id, by=SYSTEM)


def test_money_of_one_currency_pays_no_invoice_of_another(make, session):
    organisation = make.organisation()
    rand, dollars = make.invoice(organisation), make.invoice(organisation, kind="manual", currency="USD")
    with pytest.raises(Refused, match="is in USD") as refused:
        record_eft(organisation.id, key="a", amount_cents=2_000, parts={rand.id: 1_000, dollars.id: 1_000}, **TOLD)
    assert refused.value.field == f"part_{dollars.id}"
    payment = record_eft(organisation.id, key="a", amount_cents=2_000, parts={rand.id: 0, dollars.id: 1_000}, **TOLD)
    assert (payment.currency, payment.credit_cents, parts(session)) == ("USD", 1_000, [(dollars.id, 1_000)])


def test_it_lies_at_the_place_whose_invoice_it_pays_first(make, session):
    """Not at that of an older invoice which gets nothing of it: whose manager saw money come that was another's, and the other saw none."""
    home, there = make.location(), make.location()
    acme = make.organisation(home)
    later = make.invoice(acme, due_on=dt.date(2026, 6, 30))
    first = make.invoice(acme, net=60_000, location_id=there.id, due_on=dt.date(2026, 6, 8))
    paid = record_eft(acme.id, key="a", amount_cents=30_000, reference="EFT 1", received_on=dt.date(2026, 6, 9), by=SYSTEM)
    assert ([part.invoice_id for part in paid.parts], paid.location_id) == ([first.id], there.id)
    chosen = record_eft(
        acme.id,
        key="b",
        amount_cents=10_000,
        reference="EFT 2",
        received_on=dt.date(2026, 6, 9),
        parts={later.id: 0, first.id: 10_000},
        by=SYSTEM,
    )
    assert chosen.location_id == there.id
    both = record_eft(acme.id, key="c", amount_cents=50_000, reference="EFT 3", received_on=dt.date(2026, 6, 9), by=SYSTEM)
    assert ([part.invoice_id for part in both.parts], both.location_id) == ([first.id, later.id], there.id)
    only_home = record_eft(acme.id, key="d", amount_cents=1_000, reference="EFT 4", received_on=dt.date(2026, 6, 9), by=SYSTEM)
    assert only_home.location_id == home.id
    assert session.scalars(select(Payment.id).where(Payment.location_id == there.id)).all() == [paid.id, chosen.id, both.id]
