"""Refunds to a card: asked once, under every fault; a lost answer is looked at, and what was refused is undone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.payments.accept_receipt import accept_receipt
from app.actions.payments.begin import begin_payment
from app.actions.payments.keep_receipt import keep_receipt
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.payments.refund_outcome import ask_refund, decide_refund
from app.core.errors import Refused
from app.integrations.payfast import PaymentGateway
from app.integrations.registry import use
from app.models import OutboxMessage, Payment, PaymentReceipt, Refund
from app.models.invoice import InvoiceStatus
from app.models.outbox import OutboxState
from app.models.refund import RefundState
from app.queries.verify.books import verify

ASKED = "POST */refunds/*"
FAULTS = ["401", "429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "slow_body", "wrong_json"]
AFTER = {"500_after", "cut_after", "cut_body", "slow_body", "wrong_json"}
WAYS_BACK = {"401": RefundState.REFUSED, "429": RefundState.DONE, **dict.fromkeys(AFTER, RefundState.DONE)}


@pytest.fixture
def invoice(make, session, world):
    """R1 150.00, paid by card."""
    found = make.invoice()
    token = str(world.vendors.post("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/"})["result"])
    attempt = begin_payment(found.id, by=SYSTEM)
    number = use(PaymentGateway).charge(token, cents=attempt.amount_cents, reference=attempt.reference, item="x")
    keep_receipt(b"told", "127.0.0.1", by=SYSTEM)
    told = {"payment_id": number, "status": "COMPLETE", "cents": attempt.amount_cents, "token": ""}
    accept_receipt(session.scalar(select(PaymentReceipt.id)), attempt.id, **told, by=SYSTEM)
    world.run_jobs()
    return found


def refund(session, invoice, cents=15_000, key="a"):
    payment_id = session.scalar(select(Payment.id))
    return refund_payment(payment_id, key=key, amount_cents=cents, way="card", invoice_id=invoice.id, reason="Left early", by=SYSTEM)


def over_there(world) -> int:
    return sum(each.get("refunded", 0) for each in world.vendors.get("/_control/payfast")["payments"])


def sound(session) -> None:
    session.expire_all()
    assert {name: found.examples for name, found in verify(session).items() if found.violations and name.startswith("P")} == {}


def test_it_goes_back_to_the_card_once(invoice, session, world):
    row = refund(session, invoice)
    assert (row.state, invoice.due_cents) == (RefundState.WANTED, 15_000)
    with pytest.raises(Refused, match="still on its way"):
        refund(session, invoice, key="b")
    session.rollback()
    world.run_jobs()
    world.run_jobs()

    session.expire_all()
    assert (row.state, row.before_cents, over_there(world), len(world.vendors.calls(ASKED))) == (RefundState.DONE, 0, 15_000, 1)
    second = refund(session, invoice, cents=100_000, key="b")
    world.run_jobs()
    session.expire_all()
    assert (second.state, second.before_cents, over_there(world), invoice.status) == (RefundState.DONE, 15_000, 115_000, InvoiceStatus.SENT)
    sound(session)


@pytest.mark.parametrize("fault", FAULTS)
def test_under_every_fault_it_is_asked_once_or_not_at_all(invoice, session, world, fault):
    row = refund(session, invoice)
    world.vendors.fault(fault, ASKED, vendor="payfast", seconds=0.02)
    world.run_jobs(rounds=30)

    session.expire_all()
    expected = WAYS_BACK.get(fault, RefundState.UNKNOWN)
    assert row.state is expected
    assert over_there(world) == (15_000 if expected is RefundState.DONE else 0)
    assert len(world.vendors.calls(ASKED)) == (2 if fault == "429" else 1)
    if expected is RefundState.UNKNOWN:
        parked = session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.PARKED)).one()
        assert "does not show this refund" in parked.last_error
        decide_refund(row.id, went_out=False, by=SYSTEM)
        assert row.state is RefundState.REFUSED
    assert (invoice.due_cents, invoice.status is InvoiceStatus.PAID) == ((15_000, False) if row.state is RefundState.DONE else (0, True))
    sound(session)


def test_a_worker_that_died_before_the_call_is_no_second_call(invoice, session, world):
    row = refund(session, invoice)
    assert ask_refund(row.id, 0, by=SYSTEM)
    assert not ask_refund(row.id, 0, by=SYSTEM)
    world.run_jobs(rounds=30)

    session.expire_all()
    assert (row.state, world.vendors.calls(ASKED)) == (RefundState.UNKNOWN, [])
    decide_refund(row.id, went_out=True, by=SYSTEM)
    with pytest.raises(Refused, match="is known"):
        decide_refund(row.id, went_out=True, by=SYSTEM)
    assert row.state is RefundState.DONE


def test_who_was_interrupted_while_asking_may_be_decided_about_while_the_vendor_is_away(invoice, session, world, login):
    row = refund(session, invoice)
    assert ask_refund(row.id, 0, by=SYSTEM)
    world.vendors.fault("503", "GET */refunds/*", vendor="payfast", times=100)
    world.run_jobs(rounds=30)

    session.expire_all()
    assert (row.state, len(world.open_jobs())) == (RefundState.UNKNOWN, 1)
    assert "It did not go out" in login("Finance").get(f"/refunds/show/{row.id}").get_data(as_text=True)
    decide_refund(row.id, went_out=False, by=SYSTEM)
    session.expire_all()
    assert session.scalars(select(Refund.state)).all() == [RefundState.REFUSED]
    sound(session)


def test_what_is_refused_after_the_invoice_was_paid_otherwise_is_credit(invoice, session, world):
    row = refund(session, invoice)
    record_eft(invoice.organisation_id, key="x", amount_cents=10_000, reference="EFT", by=SYSTEM)
    world.vendors.fault("401", ASKED, vendor="payfast")
    world.run_jobs()

    session.expire_all()
    assert (row.state, invoice.status) == (RefundState.REFUSED, InvoiceStatus.PAID)
    assert session.get(Payment, row.payment_id).credit_cents == 10_000
    assert "merchant account" in row.told
    sound(session)
    assert session.scalars(select(Refund.state)).all() == [RefundState.REFUSED]
