"""A month from the preview to money in the bank: paid by itself, declined, by EFT, in part, given back; and both books agree to the cent."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.cli.invoice_run import charge_run
from app.core import clock
from app.core.month import Month
from app.models import Fulfilment, Invoice, PaymentAttempt, Wallet
from app.models.fulfilment import FulfilmentState
from app.models.invoice import InvoiceStatus
from app.models.payment_attempt import AttemptState
from app.queries.charges import charges_of_run
from app.queries.verify.books import verify
from jobs import charges
from tests.cards import kept_card, paid_for, tell
from tests.jobs.test_xero_cache import differing

JUNE = Month(2026, 6)
TOO_MUCH = 12345


@pytest.fixture
def location(make, world):
    location = make.location(
        invoice_prefix="KLF",
        name="Kloof Street",
        sender_email="kloof@example.com",
        xero_eft_account_code="090",
        xero_card_account_code="091",
    )
    world.connect(location)
    return location


@pytest.fixture
def tenants(make, location):
    """Who pays by card, whose card is declined, who pays by EFT, and who pays a part."""
    membership = make.membership(location)
    found = {
        name: make.organisation(location, name=name, auto_pay=name in ("Card", "Declined")) for name in ("Card", "Declined", "Eft", "Part")
    }
    for organisation in found.values():
        make.license(organisation, membership)
    return found


@pytest.fixture
def invoices(make, location, tenants, admin, world, session):
    """June, approved and sent; who pays by card has bought credits for rooms as well."""
    kept_card(make, world, tenants["Card"])
    kept_card(make, world, tenants["Declined"], card="soft")
    credits = make.product(location, name="Room credits", type="space", price_cents=50000, credit_cents=50000)
    make.adhoc(tenants["Card"], product_id=credits.id, unit_price_cents=50000, description="Room credits")
    sent(location, admin, world)
    session.expire_all()
    return {name: session.scalars(select(Invoice).where(Invoice.organisation_id == each.id)).one() for name, each in tenants.items()}


def sent(location, admin, world):
    """June's run, approved and sent."""
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    world.run_jobs()
    send_run(run.id, by=admin)
    world.run_jobs()
    return run


def broken(session):
    session.expire_all()
    return {name: found.examples for name, found in verify(session).items() if found.violations}


def test_from_the_preview_to_paid_and_fulfilled(invoices, tenants, location, make, admin, world, client, session):
    declined, eft, part = (invoices[name] for name in ("Declined", "Eft", "Part"))
    tell(client, world)
    world.run_jobs()
    session.expire_all()
    assert {name: each.status for name, each in invoices.items()} == {
        "Card": InvoiceStatus.PAID,
        "Declined": InvoiceStatus.SENT,
        "Eft": InvoiceStatus.SENT,
        "Part": InvoiceStatus.SENT,
    }
    assert session.scalars(select(Fulfilment.state)).all() == [FulfilmentState.DONE]
    assert session.scalars(select(Wallet.balance_cents).where(Wallet.organisation_id == tenants["Card"].id)).all() == [50000]

    refused = session.scalars(select(PaymentAttempt).where(PaymentAttempt.invoice_id == declined.id)).one()
    assert (refused.state, refused.retry_on) == (AttemptState.DECLINED, clock.today(location.zone) + dt.timedelta(days=3))
    with time_machine.travel(clock.now() + dt.timedelta(days=3), tick=True):
        charges.follow()
        world.run_jobs()
    another = kept_card(make, world, tenants["Declined"], is_default=False)
    assert len({begin_charge(declined.id, method_id=another.id, by=admin).id for _click in range(2)}) == 1
    world.run_jobs()

    money = record_eft(tenants["Eft"].id, key="bank-1", amount_cents=eft.due_cents + TOO_MUCH, reference="EFT 1", by=admin)
    record_eft(tenants["Part"].id, key="bank-2", amount_cents=50000, reference="EFT 2", by=admin)
    refund_payment(money.id, key="back-1", amount_cents=TOO_MUCH, reference="EFT OUT 1", reason="Paid too much", by=admin)
    refund_payment(
        money.id, key="back-2", amount_cents=10000, invoice_id=eft.id, reference="EFT OUT 2", reason="Agreed at the desk", by=admin
    )
    world.run_jobs()

    session.expire_all()
    assert {name: (each.status, each.due_cents) for name, each in invoices.items()} == {
        "Card": (InvoiceStatus.PAID, 0),
        "Declined": (InvoiceStatus.PAID, 0),
        "Eft": (InvoiceStatus.PART_PAID, 10000),
        "Part": (InvoiceStatus.PART_PAID, part.total_cents - 50000),
    }
    assert sorted(paid_for(world).values()) == [1, 1], "no card was charged twice"
    assert differing(world, session, location) == []
    assert broken(session) == {}
    assert in_xero(world) == {each.number: each.due_cents for each in invoices.values()}


def in_xero(world):
    """What Xero says that each invoice has left."""
    return {one["InvoiceNumber"]: round(one["AmountDue"] * 100) for one in world.vendors.held("Invoices")}


def test_the_command_charges_who_pays_automatically_and_once(tenants, location, make, admin, world, session):
    run = sent(location, admin, world)
    for name, card in (("Card", "good"), ("Declined", "soft"), ("Eft", "good")):
        kept_card(make, world, tenants[name], card=card)
    for _again in range(2):
        charge_run(run.id)
        world.run_jobs()
    found = charges_of_run(session, run.id).values()
    assert {each.organisation.name: each.state.value for each in found} == {"Card": "taken", "Declined": "declined"}, (
        "Eft never said that its card pays"
    )
    assert paid_for(world).total() == 1
