"""Money that came in stands in the books as well: once a part, whatever fails on the way (I5, I6)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.locations.change import change_location
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.xero.settle_difference import retry_entry
from app.actions.xero.want_entries import want_entries
from app.core.clock import today
from app.models import Invoice, Step, XeroContact, XeroEntry
from app.models.step import StepState
from app.models.xero_entry import EntryKind, Till
from app.sandbox.xero.dates import read
from tests.contracts.test_every_call import FAULTS
from tests.contracts.xero_examples import created

DAY = dt.date(2026, 6, 5)


@pytest.fixture
def location(make, world):
    location = make.location(xero_eft_account_code="090", xero_card_account_code="091", invoice_prefix="KLF")
    world.connect(location)
    return location


@pytest.fixture
def invoices(location, make, world, session):
    """Two invoices of one organisation, 1 150.00 each, that Xero holds as well."""
    organisation = make.organisation(location, code="KLF-00001", name="Acme")
    found = [make.invoice(organisation, number=f"KLF-{n:05d}", kind="manual") for n in (1, 2)]
    books = world.vendors.connection().books()
    drafts = created(books, *(each.number for each in found), cents=(100000, 15000))
    books.authorise_invoices([one.xero_id for one in drafts], key="ok")
    for invoice, draft in zip(found, drafts, strict=True):
        invoice.xero_id, invoice.lines[0].tax_type = draft.xero_id, "OUTPUT3"
        session.add(Step(invoice_id=invoice.id, name="xero_check", state="done", key=f"check-{invoice.id}"))
    session.add(
        XeroContact(
            organisation_id=organisation.id,
            xero_connection_id=location.xero_connection_id,
            contact_id=books.find_contacts(["ACME"]).get("ACME").xero_id,
        )
    )
    session.commit()
    return found


def paid(invoice, cents=250000, key="k"):
    return record_eft(invoice.organisation_id, key=key, amount_cents=cents, received_on=DAY, reference="ACME June", by=SYSTEM)


def payments(world):
    return [one for one in world.vendors.held("Payments") if one["Status"] != "DELETED"]


def entries(session):
    session.expire_all()
    return session.scalars(select(XeroEntry).order_by(XeroEntry.id)).all()


def day_of(one):
    return read(one["Date"])


def in_xero(world):
    return {one["InvoiceNumber"]: (one["Status"], round(one["AmountDue"] * 100)) for one in world.vendors.held("Invoices")}


def test_each_part_becomes_a_payment_of_its_invoice_in_one_call(invoices, world, session):
    paid(invoices[0], 200000)
    world.run_jobs()

    assert in_xero(world) == {"KLF-00001": ("PAID", 0), "KLF-00002": ("AUTHORISED", 30000)}
    first, second = entries(session)
    held = {one["PaymentID"]: one for one in payments(world)}
    assert (first.state, first.till, first.cents, second.cents) == (StepState.DONE, Till.EFT, 115000, 85000)
    one = held[first.external_id]
    assert (one["Account"]["Code"], one["Amount"], one["Reference"]) == ("090", 1150.0, f"ACME June ({first.key})")
    assert len(world.vendors.calls("PUT */Payments")) == 1

    for _again in range(2):
        want_entries(by=SYSTEM)
        world.run_jobs()
    assert len(payments(world)) == 2


@pytest.mark.parametrize("fault", [each for each in FAULTS if each != "slow_body"])  # that one takes the patience of the settings
def test_whatever_happens_on_the_way_it_is_there_once(invoices, world, fault, session):
    world.vendors.fault(fault, "PUT */Payments", seconds=0.02)
    world.vendors.fault(fault, "GET */Payments", seconds=0.02)
    paid(invoices[0])
    world.run_later()
    refused = [each.id for each in entries(session) if each.state is StepState.FAILED]
    assert bool(refused) == (fault == "403")
    for entry_id in refused:
        retry_entry(entry_id, by=SYSTEM)
    world.run_later()

    assert {each.state for each in entries(session)} == {StepState.DONE}
    assert sorted(one["Amount"] for one in payments(world)) == [1150.0, 1150.0]


def test_a_batch_that_had_half_its_effect_is_finished(invoices, world, session):
    """The worker died after Xero had taken one of two: the other follows, the one does not come twice."""
    paid(invoices[0])
    first, second = _lost(session)
    world.vendors.connection().books().record_payments([_as_sent(first, session)], key="by somebody else")
    world.run_jobs()
    assert sorted(one["Reference"] for one in payments(world)) == sorted(f"ACME June ({each.key})" for each in (first, second))


def _as_sent(entry, session):
    from app.integrations.xero import PaymentForXero

    return PaymentForXero(session.get(Invoice, entry.invoice_id).xero_id, entry.cents, DAY, "090", f"ACME June ({entry.key})")


def _lost(session):
    """Both payments as after a call of which nobody knows the outcome."""
    want_entries(by=SYSTEM)
    found = [each for each in entries(session) if each.kind is EntryKind.PAYMENT]
    for each in found:
        each.state, each.call_key = StepState.DOING, "foyer-payment-lost"
    session.commit()
    return found


def test_what_xero_refuses_says_why_and_the_rest_goes_on(invoices, world, session):
    world.vendors.connection().books().void_invoice(invoices[0].xero_id, key="v")
    paid(invoices[0])
    world.run_jobs()
    refused, taken, over = entries(session)
    assert (refused.state, taken.state, over.state) == (StepState.FAILED, StepState.DONE, StepState.DONE)
    assert refused.reason == "Payments can only be made against Authorised documents"


def test_it_waits_until_the_location_names_an_account(invoices, location, world, session):
    change_location(location.id, xero_eft_account_code="", by=SYSTEM)
    paid(invoices[0])
    world.run_jobs()
    assert {each.state for each in entries(session)} == {StepState.TODO} and payments(world) == []
    change_location(location.id, xero_eft_account_code="090", by=SYSTEM)
    world.run_jobs()
    assert len(payments(world)) == 2


def test_after_a_429_nobody_calls_until_the_time_is_over(invoices, world, session):
    world.vendors.fault("429", "PUT */Payments", seconds=40)
    for number in range(3):
        paid(invoices[0], 1000, key=f"k{number}")
    world.run_later(step=15)
    times = [call["at"] for call in reversed(world.vendors.calls("*")) if "/api.xro/" in call["path"] and call["at"]]
    assert len(payments(world)) == 3
    refused = [call for call in world.vendors.calls("PUT */Payments") if call["status"] == 429]
    assert len(refused) == 1, times


def test_a_credit_note_is_set_against_its_invoice_there_too(invoices, world, session):
    create_credit_note(invoices[1].id, None, "A broken desk", by=SYSTEM)
    world.run_jobs()
    entry = session.scalars(select(XeroEntry).where(XeroEntry.kind == EntryKind.ALLOCATION)).one()
    assert (entry.state, entry.cents) == (StepState.DONE, 115000)
    assert in_xero(world)["KLF-00002"] == ("PAID", 0)


@pytest.mark.parametrize("told_before", [True, False])
def test_what_is_refunded_is_owed_again_there_too(invoices, world, session, told_before):
    payment = paid(invoices[0], 115000)
    if told_before:
        world.run_jobs()
    refund_payment(payment.id, key="r", amount_cents=30000, invoice_id=invoices[0].id, reference="EFT 9", reason="Left early", by=SYSTEM)
    world.run_jobs()
    world.run_jobs()
    assert in_xero(world)["KLF-00001"] == ("AUTHORISED", 30000)
    assert [(one["PaymentType"], one["Amount"], day_of(one)) for one in payments(world)] == [
        ("ACCRECPAYMENT", 850.0, DAY),
        ("AROVERPAYMENTPAYMENT", 300.0, today("Africa/Johannesburg")),
    ]
    assert [(one["Total"], one["RemainingCredit"], one["DateString"]) for one in world.vendors.held("Overpayments")] == [
        (300.0, 0.0, f"{DAY}T00:00:00")
    ]
    assert {each.state for each in entries(session)} == {StepState.DONE}
