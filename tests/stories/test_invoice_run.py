"""An invoice run from the preview to the bank's reference in the customer's mailbox, with everything that goes wrong on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actions.deliveries.decide import mark_sent, resend
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.pause import pause_run, resume_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.steps.retry import retry_step
from app.core.month import Month
from app.models import Delivery, Document, Invoice, InvoiceRun, Step
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import RunStatus
from app.models.step import StepName, StepState

JUNE = Month(2026, 6)
ORGANISATIONS = 3


@pytest.fixture
def location(make, world):
    location = make.location(invoice_prefix="KLF", name="Kloof Street", sender_email="kloof@example.com")
    world.connect(location)
    membership = make.membership(location)
    for n in range(ORGANISATIONS):
        organisation = make.organisation(location, name=f"Tenant {n}", accounting_email=f"Accounts{n}@example.com")
        for _ in range(2):
            make.license(organisation, membership)
    return location


@pytest.fixture
def run(location, admin):
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    return run


def states(session, run_id):
    session.expire_all()
    return {(row.name, row.state) for row in session.scalars(select(Step).where(Step.run_id == run_id))}


def test_from_approval_to_the_mailbox_once_each(run, admin, world, session):
    world.run_jobs()
    assert states(session, run.id) == {(name, StepState.DONE) for name in StepName}
    held = world.vendors.held("Invoices")
    assert {one["InvoiceNumber"]: one["Status"] for one in held} == {f"KLF-{n:05d}": "AUTHORISED" for n in (1, 2, 3)}
    ours = {invoice.number: invoice for invoice in session.scalars(select(Invoice))}
    for one in held:
        mine = ours[one["InvoiceNumber"]]
        assert (round(one["SubTotal"] * 100), round(one["TotalTax"] * 100)) == (mine.net_cents, mine.vat_cents)
        assert mine.xero_id == one["InvoiceID"]
    assert all(row.content.startswith(b"%PDF") for row in session.scalars(select(Document)))
    assert world.vendors.mails() == [], "approved is not sent"
    assert session.get(InvoiceRun, run.id).status is RunStatus.APPROVED, "it waits for somebody to send it"

    send_run(run.id, by=admin)
    world.run_jobs()
    session.expire_all()
    sent = sorted(mail["to"] for mail in world.vendors.mails())
    assert sent == sorted(f"{name}@example.com" for mails in session.scalars(select(Invoice)) for name in _names(mails))
    assert {invoice.status for invoice in session.scalars(select(Invoice))} == {InvoiceStatus.SENT}
    assert session.get(InvoiceRun, run.id).status is RunStatus.DONE


def _names(invoice):
    return [part.partition("@")[0].strip().lower() for part in (invoice.organisation.invoice_email, invoice.organisation.accounting_email)]


def test_jobs_run_twice_change_nothing(run, admin, world, session):
    send_run(run.id, by=admin)
    world.run_jobs()
    before = len(world.vendors.calls("*/Invoices*"))
    resume_after_pause(run, admin)
    world.run_jobs()
    assert len(world.vendors.held("Invoices")) == ORGANISATIONS
    assert len(world.vendors.mails()) == 2 * ORGANISATIONS
    assert len(world.vendors.calls("*/Invoices*")) == before, "what is done is not even asked again"


def resume_after_pause(run, admin):
    from app.core.entity import db

    row = db.session.get(InvoiceRun, run.id)
    row.status = RunStatus.RUNNING
    db.session.commit()
    pause_run(run.id, by=admin)
    resume_run(run.id, by=admin)


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "cut_body", "429", "500", "500_after", "wrong_json", "duplicate"])
def test_a_fault_of_xero_ends_in_one_invoice_each(fault, run, world, session):
    world.vendors.fault(fault, "PUT */Invoices*", times=2)
    world.run_jobs()
    assert states(session, run.id) == {(name, StepState.DONE) for name in StepName}
    assert sorted(one["InvoiceNumber"] for one in world.vendors.held("Invoices")) == ["KLF-00001", "KLF-00002", "KLF-00003"]


def test_a_total_that_differs_stops_before_it_is_authorised(run, world, session):
    from app.core.entity import db

    db.session.execute(db.text("SET session_replication_role = replica"))
    db.session.execute(db.text("UPDATE invoice SET vat_cents = vat_cents + 1, total_cents = total_cents + 1 WHERE number = 'KLF-00002'"))
    db.session.execute(db.text("SET session_replication_role = DEFAULT"))
    db.session.commit()
    world.run_jobs()
    failed = session.scalars(select(Step).where(Step.state == StepState.FAILED)).one()
    assert failed.name is StepName.XERO_CHECK
    assert "Xero has" in failed.reason and "Foyer has" in failed.reason
    assert {one["InvoiceNumber"]: one["Status"] for one in world.vendors.held("Invoices")}["KLF-00002"] == "DRAFT"
    assert session.get(InvoiceRun, run.id).status is RunStatus.PARTIAL


def test_a_mail_without_an_answer_is_asked_about_and_never_repeated(run, admin, world, session):
    world.run_jobs()
    world.vendors.fault("cut_after", "DATA *", vendor="mail")
    send_run(run.id, by=admin)
    world.run_jobs()
    unknown = session.scalars(select(Delivery).where(Delivery.state == DeliveryState.UNKNOWN)).one()
    assert len(world.vendors.mails()) == 2 * ORGANISATIONS, "it had arrived"
    assert session.get(InvoiceRun, run.id).status is RunStatus.PARTIAL
    assert session.get(Invoice, unknown.invoice_id).status is InvoiceStatus.LOCKED
    mark_sent(unknown.id, by=admin)
    session.expire_all()
    assert session.get(Invoice, unknown.invoice_id).status is InvoiceStatus.SENT
    assert session.get(InvoiceRun, run.id).status is RunStatus.DONE


def test_a_refused_address_is_shown_and_can_be_sent_again(run, admin, world, session):
    world.run_jobs()
    world.vendors.fault("550", "RCPT accounts1@example.com", vendor="mail")
    send_run(run.id, by=admin)
    world.run_jobs()
    failed = session.scalars(select(Delivery).where(Delivery.state == DeliveryState.FAILED)).one()
    assert failed.address == "accounts1@example.com" and failed.reason
    resend(failed.id, by=admin)
    world.run_jobs()
    session.expire_all()
    assert session.get(Delivery, failed.id).state is DeliveryState.SENT


def test_a_paused_run_stops_and_goes_on(run, admin, world, session):
    pause_run(run.id, by=admin)
    send_run(run.id, by=admin)
    world.run_jobs()
    assert world.vendors.held("Invoices") == [] and world.vendors.mails() == []
    resume_run(run.id, by=admin)
    world.run_jobs()
    assert len(world.vendors.mails()) == 2 * ORGANISATIONS


def test_a_refusal_of_xero_is_shown_in_its_words_and_tried_again(location, make, admin, world, session):
    world.connect(location) if location.xero_connection is None else None
    location.xero_account_code = "999"
    session.commit()
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    world.run_jobs()
    failed = session.scalars(select(Step).where(Step.state == StepState.FAILED)).all()
    assert len(failed) == ORGANISATIONS and "999" in failed[0].reason
    location.xero_account_code = "200"
    session.commit()
    for step in failed:
        retry_step(step.id, by=admin)
    world.run_jobs()
    assert states(session, run.id) == {(name, StepState.DONE) for name in StepName}


def test_a_silent_location_sends_nothing(location, run, admin, world, session):
    location.mail_mode = "silent"
    session.commit()
    send_run(run.id, by=admin)
    world.run_jobs()
    session.expire_all()
    assert world.vendors.mails() == []
    assert {row.state for row in session.scalars(select(Delivery))} == {DeliveryState.WITHHELD}
    assert {invoice.status for invoice in session.scalars(select(Invoice))} == {InvoiceStatus.SENT}
