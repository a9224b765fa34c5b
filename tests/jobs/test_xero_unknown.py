"""What nobody knows stays unknown, with the key of its call, until the look-up was answered: then it is in the books once (I6)."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.actions.deposits.refund import refund_deposit
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.steps.batch import take_batch
from app.actions.steps.retry import retry_step
from app.actions.xero.settle_difference import match_entry, retry_entry
from app.actions.xero.want_entries import want_entries
from app.core.month import Month
from app.models import Invoice, Payment, Step, XeroConnection, XeroEntry, XeroHeld
from app.models.step import StepName, StepState
from app.models.xero_entry import EntryKind
from app.queries.xero_papers import PaperKind, books_of
from app.rules.reconcile import Cause
from jobs.xero_batch import Ready, create
from jobs.xero_cache import follow
from jobs.xero_token import books_at
from tests.jobs.test_xero_cache import differing, known
from tests.jobs.test_xero_entries import entries, invoices, location, paid, payments
from tests.vendors import ZA
from tests.world import NeverEnds

__all__ = ["invoices", "known", "location"]
JUNE = Month(2026, 6)
U = StepState.UNKNOWN


def run_once(world):
    with pytest.raises(NeverEnds):
        world.run_jobs(rounds=2)


def unknown(session, kind):
    """The entries of that kind, each with the key of its call and the reason why nobody knows."""
    found = [each for each in entries(session) if each.kind is kind]
    assert found and {each.state for each in found} == {U}
    assert all(each.call_key and each.reason for each in found)
    return found


def stand(world, kind):
    return [one for one in world.vendors.held(kind) if one["Status"] not in ("DELETED", "VOIDED")]


@pytest.mark.parametrize("words", ["ACME\nJune", "  ACME\t\u2028June ", 'ACME "June" \\'])
def test_whatever_somebody_wrote_as_the_reference_a_lost_payment_is_found_by_its_key(invoices, world, session, words):
    payment = paid(invoices[0])
    session.execute(update(Payment).where(Payment.id == payment.id).values(reference=words))  # as it was stored before
    session.commit()
    world.vendors.fault("cut_after", "PUT */Payments")
    world.run_jobs()
    assert {each.state for each in entries(session)} == {StepState.DONE}
    first, second = payments(world)
    assert [one["Amount"] for one in (first, second)] == [1150.0, 1150.0]
    assert all(one["Reference"].startswith(" ".join(words.split()) + " (foyer-") for one in (first, second))


def test_a_reference_is_kept_as_one_line(invoices):
    assert paid(invoices[0]).reference == "ACME June"
    payment = record_eft(invoices[0].organisation_id, key="n", amount_cents=1000, reference=" ACME\r\nJuly\t2 ", by=SYSTEM)
    assert payment.reference == "ACME July 2"


@pytest.mark.parametrize("again", ["by a person", "by the hour"])
def test_a_look_up_that_is_refused_leaves_payments_unknown_and_trying_again_looks_first(invoices, world, session, again):
    world.vendors.fault("cut_after", "PUT */Payments")
    world.vendors.fault("403", "GET */Payments")
    paid(invoices[0], 230000)
    world.run_jobs()
    found = unknown(session, EntryKind.PAYMENT)
    assert "Connect it again" in found[0].reason and len(payments(world)) == 2

    if again == "by a person":
        retry_entry(found[0].id, by=SYSTEM)
    else:
        follow()
    world.run_jobs()
    assert {each.state for each in entries(session)} == {StepState.DONE}
    assert len(payments(world)) == 2 and len(world.vendors.calls("PUT */Payments")) == 1


def test_the_other_ways_of_money_are_looked_up_first_as_well(invoices, location, make, world, session):
    """An over-payment, its refund, and a deposit that goes back."""
    location.xero_deposit_account_code = "835"
    session.commit()
    deposit = make.deposit(organisation_id=invoices[0].organisation_id, location_id=location.id, held=500_000)
    ways = (
        (EntryKind.OVERPAYMENT, "BankTransactions", "Overpayments"),
        (EntryKind.REFUND, "Payments", "Payments"),
        (EntryKind.SPENT, "BankTransactions", "BankTransactions"),
    )
    payment = paid(invoices[0], 250000)
    for kind, sent, looked in ways:
        if kind is EntryKind.REFUND:
            refund_payment(payment.id, key="r", amount_cents=20000, reference="OUT", reason="Asked for it", by=SYSTEM)
        if kind is EntryKind.SPENT:
            refund_deposit(deposit.id, key="d", amount_cents=100_000, reference="OUT", reason="Moved out", by=SYSTEM)
        if kind is not EntryKind.OVERPAYMENT:
            world.vendors.fault("cut_after", f"PUT */{sent}")
        else:  # the payments go out before it
            want_entries(by=SYSTEM)
            session.execute(update(XeroEntry).where(XeroEntry.kind == EntryKind.PAYMENT).values(state=StepState.FAILED, reason="later"))
            session.commit()
            world.vendors.fault("cut_after", f"PUT */{sent}")
        world.vendors.fault("403", f"GET */{looked}")
        world.run_jobs()
        (found,) = unknown(session, kind)
        retry_entry(found.id, by=SYSTEM)
        world.run_jobs()
        session.expire_all()
        assert session.get(XeroEntry, found.id).state is StepState.DONE
    assert sorted((one["Type"], round(one["Total"] * 100)) for one in stand(world, "BankTransactions")) == [
        ("RECEIVE-OVERPAYMENT", 20000),
        ("SPEND", 100000),
    ]
    assert [(one["PaymentType"], one["Amount"]) for one in payments(world)] == [("AROVERPAYMENTPAYMENT", 200.0)]


def test_a_connection_that_ends_after_a_lost_answer_leaves_them_unknown(invoices, location, world, session):
    world.vendors.fault("cut_after", "PUT */Payments")
    paid(invoices[0], 230000)
    run_once(world)
    connection = session.get_one(XeroConnection, location.xero_connection_id)
    token, connection.sealed_token = connection.sealed_token, None
    session.commit()
    world.run_jobs()
    found = unknown(session, EntryKind.PAYMENT)
    assert "not connected" in found[0].reason

    connection.sealed_token = token
    session.commit()
    retry_entry(found[1].id, by=SYSTEM)
    world.run_jobs()
    assert {each.state for each in entries(session)} == {StepState.DONE} and len(payments(world)) == 2


def test_what_nobody_knows_does_not_hold_up_what_is_known(invoices, world, session):
    world.vendors.fault("cut_after", "PUT */Payments")
    world.vendors.fault("403", "GET */Payments", times=2)
    paid(invoices[0], 115000)
    world.run_jobs()
    paid(invoices[1], 115000, key="k2")
    world.run_jobs()
    assert [each.state for each in entries(session)] == [U, StepState.DONE] and len(payments(world)) == 2


def test_what_was_taken_back_meanwhile_is_looked_up_and_then_taken_out(invoices, world, session):
    world.vendors.fault("cut_after", "PUT */Payments")
    world.vendors.fault("403", "GET */Payments")
    payment = paid(invoices[0], 115000)
    world.run_jobs()
    (found,) = unknown(session, EntryKind.PAYMENT)
    world.vendors.fault("403", "GET */Payments")
    payment.kind = "card"
    session.commit()
    charge_back_payment(payment.id, reference="CB 1", by=SYSTEM)
    world.run_jobs()
    retry_entry(found.id, by=SYSTEM)
    world.run_jobs()
    told = {each.kind: each.state for each in entries(session)}
    assert told[EntryKind.PAYMENT] is told[EntryKind.REMOVAL] is StepState.DONE
    of_invoices = [one["Status"] for one in world.vendors.held("Payments") if one["PaymentType"] == "ACCRECPAYMENT"]
    assert of_invoices == ["DELETED"]


def test_staff_read_why_nobody_knows_and_try_again_or_see_it_there(known, location, world, session, login):
    world.vendors.fault("cut_after", "PUT */Payments")
    world.vendors.fault("403", "GET */Payments")
    paid(known[0], 115000)
    world.run_jobs()
    (found,) = unknown(session, EntryKind.PAYMENT)
    assert [each[0] for each in differing(world, session, location)] == [Cause.NOT_TOLD, Cause.ONLY_THERE]
    told = login("Finance").get(f"/xero/{location.xero_connection_id}/differences").get_data(as_text=True)
    assert "Not known whether Xero has it" in told and "Connect it again" in told and f"/xero/entry/{found.id}/retry" in told

    match_entry(found.id, session.scalars(select(XeroHeld).where(XeroHeld.kind == "payment")).one().id, by=SYSTEM)
    assert differing(world, session, location) == [] and len(payments(world)) == 1


def test_a_third_call_of_what_was_left_goes_under_a_key_of_its_own(invoices, world, session):
    """One of two was refused, and two answers were lost: the rest is another body than the whole."""
    world.vendors.connection().books().void_invoice(invoices[0].xero_id, key="v")
    world.vendors.fault("cut_after", "PUT */Payments", times=2)
    paid(invoices[0], 230000)
    world.run_jobs()
    refused, taken = entries(session)
    assert (refused.state, taken.state, refused.reason) == (
        StepState.FAILED,
        StepState.DONE,
        "Payments can only be made against Authorised documents",
    )
    assert len(payments(world)) == 1


@pytest.fixture
def run(make, world, admin):
    """Two invoices, approved, whose books Xero keeps."""
    location = make.location(invoice_prefix="KLF", sender_email="kloof@example.com")
    world.connect(location)
    membership = make.membership(location)
    for name in ("Acme", "Beta"):
        make.license(make.organisation(location, name=name, invoice_email=f"{name}@acme.example"), membership)
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    return run


def steps(session, name):
    session.expire_all()
    return session.scalars(select(Step).where(Step.name == name).order_by(Step.id)).all()


def test_invoices_whose_look_up_is_refused_stay_unknown_and_are_made_once(run, world, session, admin):
    world.vendors.fault("cut_after", "PUT */Invoices")
    world.vendors.fault("403", "GET */Invoices")
    world.run_jobs()
    found = steps(session, StepName.XERO_CREATE)
    assert [(each.state, bool(each.call_key)) for each in found] == [(U, True)] * 2 and "Connect it again" in found[0].reason

    retry_step(found[0].id, by=admin)
    world.run_jobs()
    assert {each.state for name in StepName for each in steps(session, name)} == {StepState.DONE}
    assert len(world.vendors.held("Invoices")) == 2 and len(world.vendors.calls("PUT */Invoices")) == 1


def test_one_that_xero_will_not_authorise_is_told_in_its_words_after_a_lost_answer_too(run, world, session):
    location_id = session.scalar(select(Invoice.location_id).limit(1))
    batch = take_batch(StepName.XERO_CREATE, PaperKind.INVOICE, run_id=run.id, by=SYSTEM)
    target = books_of(session, location_id)
    create(Ready(books_at(target.connection_id, target.tenant_id), target), PaperKind.INVOICE, batch)
    (beta,) = [one for one in world.vendors.held("Contacts") if one["Name"] == "Beta"]
    world.vendors.post(f"/_control/xero/{ZA}/Contacts/{beta['ContactID']}", {"ContactStatus": "ARCHIVED"})
    world.vendors.fault("cut_after", "POST */Invoices")
    world.run_jobs()
    acme, beta = steps(session, StepName.XERO_CHECK)
    assert (acme.state, beta.state, beta.reason) == (StepState.DONE, StepState.FAILED, "The contact is archived")
    assert sorted(one["Status"] for one in world.vendors.held("Invoices")) == ["AUTHORISED", "DRAFT"]
