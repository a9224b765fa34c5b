"""Xero is read, only what changed, and where it differs from Foyer is listed to the cent with what to do (I6)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.actions.xero.keep_reading import want_reading
from app.actions.xero.settle_difference import match_entry, retry_entry, take_from_xero
from app.core import clock
from app.core.errors import Refused
from app.models import Payment, Step, XeroEntry, XeroHeld
from app.models.invoice import InvoiceStatus
from app.queries.xero_differences import found_differences
from app.rules.reconcile import Cause
from jobs.xero_cache import follow
from tests.contracts.xero_examples import payment
from tests.jobs.test_xero_entries import DAY, entries, invoices, location, paid, payments

__all__ = ["invoices", "location"]


def differing(world, session, location):
    """Read the books a little later, and say what differs."""
    with time_machine.travel(clock.now() + dt.timedelta(seconds=5), tick=True):
        want_reading(by=SYSTEM)
        world.run_jobs()
    session.expire_all()
    return [
        (each.difference.cause, str(each.document), each.difference.ours, each.difference.theirs)
        for each in found_differences(session, location.xero_connection_id, by=SYSTEM)
    ]


def by_hand(world, invoice, cents=115000):
    """What the accountant records in Xero."""
    return (
        world.vendors.connection()
        .books()
        .record_payments([payment(invoice.xero_id, cents, "BANK 7")], key=f"by hand {invoice.id} {cents}")[0]
    )


@pytest.fixture
def known(invoices, session):
    """Invoices that are expected to be there."""
    session.add_all(Step(invoice_id=each.id, name="xero_create", state="done", key=f"create-{each.id}") for each in invoices)
    session.commit()
    return invoices


def test_books_that_agree_have_no_difference(known, location, world, session):
    paid(known[0], 200000)
    world.run_jobs()
    assert differing(world, session, location) == []


def test_a_payment_made_there_is_taken_over_once(known, location, world, session):
    by_hand(world, known[0])
    assert differing(world, session, location) == [(Cause.ONLY_THERE, "KLF-00001", 0, 115000)]
    held = session.scalars(select(XeroHeld).where(XeroHeld.kind == "payment")).one()

    take_from_xero(held.id, by=SYSTEM)
    with pytest.raises(Refused, match="dealt with already"):
        take_from_xero(held.id, by=SYSTEM)

    world.run_jobs()
    assert differing(world, session, location) == []
    taken = session.scalars(select(Payment)).one()
    assert (taken.amount_cents, taken.received_on, taken.reference, known[0].status) == (115000, DAY, "BANK 7", InvoiceStatus.PAID)
    assert len(payments(world)) == 1


def test_more_than_the_invoice_has_left_is_refused_in_words(known, location, world, session):
    by_hand(world, known[0])
    paid(known[0], 100)
    differing(world, session, location)
    held = session.scalars(select(XeroHeld).where(XeroHeld.number == "BANK 7")).one()
    with pytest.raises(Refused, match=r"KLF-00001 has 1\D?149.00 left to pay"):
        take_from_xero(held.id, by=SYSTEM)


def test_what_both_recorded_is_said_to_be_one(known, location, world, session):
    """The accountant was quicker: Xero refuses ours, since nothing is due any more."""
    by_hand(world, known[0])
    paid(known[0], 115000)
    world.run_jobs()
    assert differing(world, session, location) == [(Cause.NOT_TOLD, "KLF-00001", 115000, 0), (Cause.ONLY_THERE, "KLF-00001", 0, 115000)]
    (entry,) = entries(session)
    match_entry(entry.id, session.scalars(select(XeroHeld).where(XeroHeld.kind == "payment")).one().id, by=SYSTEM)
    assert differing(world, session, location) == []


def test_what_somebody_took_out_there_is_put_in_again(known, location, world, session):
    paid(known[0], 115000)
    world.run_jobs()
    (entry,) = entries(session)
    with pytest.raises(Refused, match="still has it"):
        retry_entry(entry.id, by=SYSTEM)
    world.vendors.connection().books().remove_payment(entry.external_id, key="out")
    assert differing(world, session, location) == [(Cause.TAKEN_OUT, "KLF-00001", 115000, 0)]

    retry_entry(entry.id, by=SYSTEM)
    world.run_jobs()
    assert differing(world, session, location) == []
    assert len(payments(world)) == 1


def test_a_void_invoice_and_one_that_is_gone(known, location, world, session):
    world.vendors.connection().books().void_invoice(known[0].xero_id, key="v")
    known[1].status, known[1].void_reason = InvoiceStatus.VOID, "A mistake"
    session.commit()
    assert differing(world, session, location) == [(Cause.VOIDED, "KLF-00001", 115000, 0), (Cause.STILL_THERE, "KLF-00002", 0, 115000)]


def test_each_hour_what_was_missed_is_told_and_read(known, location, world, session):
    paid(known[0], 115000)
    session.execute(text("DELETE FROM outbox_message"))  # nobody heard of it
    session.commit()
    follow()
    world.run_jobs()
    assert [each.state for each in session.scalars(select(XeroEntry))] == ["done"]
    assert differing(world, session, location) == []


def test_the_page_lists_them_with_a_button_each(known, location, world, session, login):
    by_hand(world, known[0])
    differing(world, session, location)
    page = f"/xero/{location.xero_connection_id}/differences"
    finance = login("Finance")
    told = finance.get(page).get_data(as_text=True)
    assert "Only in Xero" in told and "Take into Foyer" in told and "KLF-00001" in told
    assert "1 difference" in finance.get("/xero/").get_data(as_text=True)
    token = told.split('name="csrf_token" value="')[1].split('"')[0]
    held = session.scalars(select(XeroHeld).where(XeroHeld.kind == "payment")).one()
    finance.post(f"/xero/payment/{held.id}/take", data={"csrf_token": token})
    session.expire_all()
    assert known[0].status is InvoiceStatus.PAID


def test_the_books_of_another_place_are_not_there(known, location, login, make):
    assert login("Finance", locations=[make.location()]).get(f"/xero/{location.xero_connection_id}/differences").status_code == 404
