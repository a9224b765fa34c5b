"""A deposit that goes back leaves the bank and the liability in Xero as well: once, whatever fails on the way (D3, I5, I6)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.deposits.refund import refund_deposit
from app.actions.deposits.take_back import take_back_movement
from app.actions.locations.change import change_location
from app.actions.xero.settle_difference import match_entry, retry_entry, take_from_xero
from app.core import clock
from app.core.clock import today
from app.core.errors import Refused
from app.models import XeroConnection, XeroEntry, XeroHeld
from app.models.step import StepState
from app.models.xero_entry import EntryKind
from app.rules.reconcile import Cause
from tests.contracts.xero_examples import spending
from tests.jobs.test_xero_cache import differing
from tests.jobs.test_xero_entries import DAY, entries, invoices, location
from tests.vendors import ZA

__all__ = ["invoices", "location"]


@pytest.fixture
def deposit(invoices, location, make, session):
    """R5 000.00 that was held before the books were connected, of a customer whom Xero knows."""
    location.xero_deposit_account_code = "835"
    session.commit()
    return make.deposit(organisation_id=invoices[0].organisation_id, location_id=location.id, held=500_000)


def spent(world):
    return [
        (round(one["Total"] * 100), one["LineItems"][0]["AccountCode"], one["BankAccount"]["Code"])
        for one in world.vendors.held("BankTransactions")
        if one["Status"] != "DELETED"
    ]


def gave_back(deposit, cents, key="out"):
    return refund_deposit(deposit.id, key=key, amount_cents=cents, reference="EFT OUT", reason="Moved out", by=SYSTEM)


def test_it_is_spent_out_of_the_bank_against_what_is_held(deposit, location, world, session):
    gave_back(deposit, 400_000)
    world.run_jobs()
    (there,), (entry,) = world.vendors.held("BankTransactions"), entries(session)
    assert spent(world) == [(400_000, "835", "090")]
    on = f"{today(location.zone)}T00:00:00"
    assert (there["Type"], there["Contact"]["Name"], there["Reference"], there["DateString"]) == (
        "SPEND",
        "Acme (Pty) Ltd",
        f"{deposit.code} ({entry.key})",
        on,
    )
    assert (entry.kind, entry.state, entry.external_id) == (EntryKind.SPENT, StepState.DONE, there["BankTransactionID"])
    assert differing(world, session, location) == []


@pytest.mark.parametrize("fault", ["cut_after", "500", "429"])
def test_whatever_happens_on_the_way_it_is_there_once(deposit, location, world, session, fault):
    for call in ("PUT */BankTransactions", "GET */BankTransactions", "POST */BankTransactions/*"):
        world.vendors.fault(fault, call, seconds=0.02)
    wrong = gave_back(deposit, 450_000)
    world.run_later()
    assert spent(world) == [(450_000, "835", "090")]
    take_back_movement(wrong.id, reason="It was R4 000.00", by=SYSTEM)
    gave_back(deposit, 400_000, key="right")
    world.run_later()

    assert spent(world) == [(400_000, "835", "090")] and len(world.vendors.held("BankTransactions")) == 2
    assert {each.state for each in entries(session)} == {StepState.DONE}
    assert differing(world, session, location) == []


def test_it_waits_for_both_accounts_and_before_the_books_nothing_is_told(deposit, location, world, session, login):
    change_location(location.id, xero_deposit_account_code="", by=SYSTEM)
    gave_back(deposit, 100_000)
    world.run_jobs()
    assert spent(world) == [] and differing(world, session, location) == [(Cause.NOT_TOLD, deposit.code, 100_000, 0)]
    page = login("Finance").get(f"/xero/{location.xero_connection_id}/differences").get_data(as_text=True)
    assert "names no account in Xero" in page and "has not heard that a deposit went back" in page
    change_location(location.id, xero_deposit_account_code="835", by=SYSTEM)
    world.run_jobs()
    assert spent(world) == [(100_000, "835", "090")]

    gave_back(deposit, 50_000, key="before")
    session.get_one(XeroConnection, location.xero_connection_id).created_at = clock.now() + dt.timedelta(minutes=1)
    session.commit()
    world.run_jobs()
    assert len(entries(session)) == 1


def test_what_both_gave_back_is_said_to_be_one(deposit, location, world, session, login):
    books = world.vendors.connection().books()
    theirs = books.record_spending([spending(books.find_contacts(["ACME"])["ACME"].xero_id, 30_000, "BY HAND")], key="by hand")[0]
    connected = session.get_one(XeroConnection, location.xero_connection_id)
    connected.created_at = dt.datetime.combine(DAY, dt.time.min, dt.UTC)
    session.commit()
    (found,) = differing(world, session, location)
    held = session.scalars(select(XeroHeld).where(XeroHeld.kind == "bank_transaction")).one()
    assert (found[0], *found[2:]) == (Cause.ONLY_THERE, 0, 30_000)
    with pytest.raises(Refused, match="page of the deposit"):
        take_from_xero(held.id, by=SYSTEM)
    address, browser = f"/xero/{location.xero_connection_id}/differences", login("Finance")
    page = browser.get(address).get_data(as_text=True)
    assert "Money spent on 5 Jun 2026: BY HAND" in page and "Open deposits" in page

    gave_back(deposit, 30_000)
    world.run_jobs()
    (entry,) = session.scalars(select(XeroEntry))
    books.remove_spending(entry.external_id, key="ours")
    assert [each[0] for each in differing(world, session, location)] == [Cause.TAKEN_OUT, Cause.ONLY_THERE]
    assert "It is the same payment" in browser.get(address).get_data(as_text=True)
    match_entry(entry.id, held.id, by=SYSTEM)
    assert (differing(world, session, location), entry.external_id) == ([], theirs.xero_id)


def test_what_somebody_takes_out_or_changes_there_is_listed(deposit, location, world, session):
    gave_back(deposit, 100_000)
    world.run_jobs()
    (entry,) = entries(session)
    world.vendors.post(
        f"/_control/xero/{ZA}/BankTransactions/{entry.external_id}",
        {"LineItems": [{"AccountCode": "835", "LineAmount": 900.0, "Description": "x"}]},
    )
    assert differing(world, session, location) == [(Cause.TOTAL, deposit.code, 100_000, 90_000)]
    world.vendors.connection().books().remove_spending(entry.external_id, key="out")
    assert differing(world, session, location) == [(Cause.TAKEN_OUT, deposit.code, 100_000, 0)]
    retry_entry(entry.id, by=SYSTEM)
    world.run_jobs()
    assert spent(world) == [(100_000, "835", "090")] and differing(world, session, location) == []
