"""Money that goes back: out of credit, out of what paid an invoice, out of a credit note; once, and never more than there is (P1)."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.core.errors import Forbidden, Missing, Refused
from app.models import Payment, PaymentPart, Refund
from app.models.deposit import DepositStatus
from app.models.invoice import InvoiceStatus
from app.queries.verify.books import verify
from tests.actions.payments.test_at_once import WORKERS, at_once

SAID = {"reference": "EFT 9", "reason": "Paid twice", "by": SYSTEM}


@pytest.fixture
def paid(make):
    """R1 150.00 that an EFT of R1 500.00 paid: R350.00 is credit. (invoice, payment)"""
    invoice = make.invoice()
    return invoice, record_eft(invoice.organisation_id, key="a", amount_cents=150_000, reference="June", by=SYSTEM)


def sound(session) -> None:
    session.expire_all()
    assert {name: found.examples for name, found in verify(session).items() if found.violations and name.startswith(("P", "T"))} == {}


def test_out_of_its_credit(paid, session):
    invoice, payment = paid
    row = refund_payment(payment.id, key="a", amount_cents=30_000, **SAID)

    assert (payment.credit_cents, payment.refunded_cents, invoice.due_cents) == (5_000, 30_000, 0)
    assert refund_payment(payment.id, key="a", amount_cents=30_000, **SAID).id == row.id, "saying it twice is saying it once"
    with pytest.raises(Refused, match=r"50\.00 is credit") as refusal:
        refund_payment(payment.id, key="b", amount_cents=5_001, **SAID)
    assert refusal.value.field == "amount_cents"
    sound(session)


def test_out_of_what_it_paid_the_invoice_owes_it_again(paid, session):
    invoice, payment = paid
    refund_payment(payment.id, key="a", amount_cents=100_000, invoice_id=invoice.id, **SAID)

    assert (invoice.status, invoice.due_cents, payment.credit_cents, payment.refunded_cents) == (
        InvoiceStatus.PART_PAID,
        100_000,
        35_000,
        100_000,
    )
    refund_payment(payment.id, key="b", amount_cents=15_000, invoice_id=invoice.id, **SAID)
    assert (invoice.status, invoice.due_cents) == (InvoiceStatus.SENT, 115_000)
    assert session.scalars(select(PaymentPart.cents).order_by(PaymentPart.id)).all() == [115_000, -115_000, 15_000, -15_000]
    with pytest.raises(Refused, match="did not pay that invoice"):
        refund_payment(payment.id, key="c", amount_cents=1, invoice_id=invoice.id, **SAID)
    record_eft(invoice.organisation_id, key="again", amount_cents=115_000, reference="x", by=SYSTEM)
    assert invoice.status is InvoiceStatus.PAID
    sound(session)


def test_what_was_credited_after_it_was_paid_goes_back_and_nothing_is_owed_again(paid, session):
    invoice, payment = paid
    note = create_credit_note(invoice.id, {invoice.lines[0].id: 20_000}, "A broken chair", by=SYSTEM)
    assert note.credit_cents == 23_000

    with pytest.raises(Refused, match="refund it there"):
        refund_payment(credit_note_id=note.id, key="b", amount_cents=23_000, **SAID)
    refund_payment(payment.id, key="a", amount_cents=20_000, invoice_id=invoice.id, **SAID)
    assert (note.credit_cents, invoice.due_cents, invoice.paid_cents) == (3_000, -3_000, 95_000)
    refund_payment(payment.id, key="c", amount_cents=95_000, invoice_id=invoice.id, **SAID)
    assert (note.credit_cents, invoice.due_cents, invoice.status) == (0, 92_000, InvoiceStatus.SENT)
    sound(session)


def test_a_credit_of_its_own_is_refunded_once(make, session):
    invoice = make.invoice()
    note = create_credit_note(invoice.id, None, "A gift", goodwill=True, by=SYSTEM)
    note.applied_cents, note.invoice_id, invoice.credited_cents = 0, None, 0  # as a run makes one of a month below zero
    session.commit()
    refund_payment(credit_note_id=note.id, key="b", amount_cents=100_000, **SAID)
    with pytest.raises(Refused, match=r"150\.00 of credit left"):
        refund_payment(credit_note_id=note.id, key="c", amount_cents=15_001, **SAID)
    with pytest.raises(Refused, match="Say what is refunded"):
        refund_payment(key="c", amount_cents=15_001, **SAID)
    assert (note.credit_cents, note.spent_cents) == (15_000, 100_000)
    sound(session)


def test_what_a_deposit_holds_is_given_back_on_its_own_page(make, session):
    invoice = make.invoice(total_cents=615_000, net_cents=600_000, vat_cents=15_000)
    make.deposit(
        organisation_id=invoice.organisation_id, location_id=invoice.location_id, invoice_id=invoice.id, status=DepositStatus.INVOICED
    )
    payment = record_eft(invoice.organisation_id, key="a", amount_cents=615_000, reference="x", by=SYSTEM)

    with pytest.raises(Refused, match=r"1150\.00 can be refunded here"):
        refund_payment(payment.id, key="a", amount_cents=115_001, invoice_id=invoice.id, **SAID)
    refund_payment(payment.id, key="a", amount_cents=115_000, invoice_id=invoice.id, **SAID)
    assert invoice.due_cents == 115_000


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount_cents": 0}, "amount_cents"),
        ({"reference": " "}, "reference"),
        ({"reason": ""}, "reason"),
        ({"key": ""}, "key"),
        ({"way": "cheque"}, "way"),
        ({"way": "card"}, "way"),
        ({"refunded_on": dt.date(2100, 1, 1)}, "refunded_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(paid, session, wrong, field):
    _, payment = paid
    with pytest.raises(Refused) as refusal:
        refund_payment(payment.id, **{"key": "a", "amount_cents": 100, **SAID, **wrong})
    assert refusal.value.field == field
    assert (payment.credit_cents, session.scalar(select(func.count(Refund.id)))) == (35_000, 0)


def test_who_may_not_and_who_may_not_know(paid, make):
    _, payment = paid
    told = {"key": "a", "amount_cents": 1, "reference": "x", "reason": "y"}
    with pytest.raises(Forbidden):
        refund_payment(payment.id, **told, by=make.actor("Front desk"))
    with pytest.raises(Missing):
        refund_payment(payment.id, **told, by=make.actor("Finance", at=[make.location()]))


def test_four_at_once_give_back_no_more_than_there_is(app, paid, session):
    _, payment = paid
    payment_id = payment.id
    session.rollback()

    def give(number: int) -> None:
        with suppress(Refused):
            refund_payment(payment_id, key=str(number), amount_cents=20_000, **SAID)

    at_once(app, give, range(WORKERS))
    session.expire_all()
    assert (session.get(Payment, payment_id).credit_cents, session.scalar(select(func.count(Refund.id)))) == (15_000, 1)
    sound(session)


def test_several_invoices_at_once_as_a_person_divides_it(make, session):
    organisation = make.organisation()
    june, july = make.invoice(organisation), make.invoice(organisation, kind="manual")
    told = {"reference": "x", "by": SYSTEM, "amount_cents": 100_000}
    wrong = [
        ({june.id: 115_001}, f"part_{june.id}"),
        ({june.id: -1}, f"part_{june.id}"),
        ({june.id: 60_000, july.id: 60_000}, "amount_cents"),
    ]
    for number, (parts, field) in enumerate(wrong):
        with pytest.raises(Refused) as refusal:
            record_eft(organisation.id, key=str(number), parts=parts, **told | ({"amount_cents": 200_000} if number == 0 else {}))
        assert refusal.value.field == field
    payment = record_eft(organisation.id, key="a", parts={july.id: 70_000, june.id: 20_000}, **told)
    assert (june.paid_cents, july.paid_cents, payment.credit_cents) == (20_000, 70_000, 10_000)
