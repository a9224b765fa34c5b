"""A deposit from the newcomer's first invoice to the day it goes back, in the books of Xero a liability and never revenue."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.actions.deposits.keep import keep_deposit
from app.actions.deposits.receive import receive_deposit
from app.actions.deposits.refund import refund_deposit
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.licenses.end import end_license
from app.actions.onboarding.onboard import onboard
from app.core import clock
from app.core.month import Month
from app.models import Deposit, Invoice
from app.models.deposit import DepositStatus
from app.models.invoice import InvoiceStatus
from app.queries.deposits_held import held_by_location, held_deposits
from app.queries.verify.books import verify

JUNE = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)


def billed(location, month, by, world):
    run = create_run(location.id, month, by=by, cut_off=month.last)
    preview_run(run.id, by=by)
    approve_run(run.id, run.fingerprint, by=by)
    world.run_jobs()
    send_run(run.id, by=by)
    world.run_jobs()


def held_in_xero(world):
    """Cents on the account of deposits there: what invoices asked and was paid, less what paid invoices and went back."""
    asked = sum(line["LineAmount"] for one in world.vendors.held("Invoices") for line in one["LineItems"] if line["AccountCode"] == "835")
    paid = sum(one["Amount"] for one in world.vendors.held("Payments") if one["Status"] != "DELETED" and one["Account"]["Code"] == "835")
    spent = sum(
        line["LineAmount"]
        for one in world.vendors.held("BankTransactions")
        if one["Status"] != "DELETED"
        for line in one["LineItems"]
        if line.get("AccountCode") == "835"
    )
    return round((asked - paid - spent) * 100)


def test_asked_invoiced_held_ended_kept_in_part_and_given_back(make, admin, world, session):
    make.role("Member")
    location = make.location(
        invoice_prefix="KLF", sender_email="kloof@example.com", xero_deposit_account_code="835", xero_eft_account_code="090"
    )
    world.connect(location)
    membership = make.membership(location, name="Desk", deposit_months=2)
    person = {"email": "thandi@acme.example", "first_name": "Thandi", "last_name": "Mokoena"}
    desk = {"membership_id": membership.id, "space_id": make.space(location).id, "starts_on": JUNE.date()}
    with clock.lived_at(JUNE):
        done = onboard(key="k", organisation={"name": "Acme"}, person=person, license=desk, by=admin)
        billed(location, Month(2026, 6), admin, world)
        deposit, invoice = session.scalars(select(Deposit)).one(), session.scalars(select(Invoice)).one()
        assert (deposit.status, invoice.status, invoice.total_cents) == (DepositStatus.INVOICED, InvoiceStatus.SENT, 339250 + 590000)
        (booked,) = world.vendors.held("Invoices")
        assert [(line["AccountCode"], line["TaxType"], line["LineAmount"]) for line in booked["LineItems"]] == [
            ("200", "OUTPUT3", 2950.0),
            ("835", "NONE", 5900.0),
        ]
        assert any("Of it a deposit, refundable, no VAT" in letter["text"] for letter in world.letters())
        receive_deposit(deposit.id, key="in", reference="EFT 1", by=admin)
        end_license(done.license_id, on=dt.date(2026, 6, 30), by=admin)

    with clock.lived_at(JUNE + dt.timedelta(days=30)):
        keep_deposit(deposit.id, key="keep", amount_cents=115000, reason="New lock", by=admin)
        refund_deposit(deposit.id, key="out", reference="EFT 2", by=admin)
        billed(location, Month(2026, 7), admin, world)
        session.expire_all()
        last = session.scalars(select(Invoice).order_by(Invoice.id.desc())).first()
        assert (deposit.status, last.status, last.total_cents, last.due_cents) == (DepositStatus.SETTLED, InvoiceStatus.PAID, 115000, 0)
    end_of_june, now = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
    assert [
        (each.held, sum(row.held for row in held_deposits(session, location.id, day, by=admin)))
        for day in (end_of_june, now)
        for each in held_by_location(session, day, by=admin)
    ] == [(590000, 590000), (0, 0)]
    assert held_in_xero(world) == 0
    assert {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations} == {}
