"""Undoing: an invoice that nobody received is voided, one that somebody received is credited, a closed month stays shut."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.credit_notes.send import send_credit_note
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.invoices.void import void_invoice
from app.actions.months.close import close_month
from app.actions.steps.batch import take_batch
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import Adhoc, CreditNote, Invoice, InvoiceLine, InvoiceRun
from app.models.credit_note import CreditNoteStatus
from app.models.invoice import InvoiceStatus
from app.models.step import StepName
from app.queries.xero_papers import PaperKind, books_of
from jobs.xero_batch import Ready, create
from jobs.xero_token import books_at
from tests.world import NeverEnds

JUNE = Month(2026, 6)


@pytest.fixture
def location(make, world):
    location = make.location(invoice_prefix="KLF", sender_email="kloof@example.com")
    world.connect(location)
    return location


@pytest.fixture
def acme(make, location):
    organisation = make.organisation(location, name="Acme")
    make.license(organisation, make.membership(location))
    make.adhoc(organisation)
    return organisation


@pytest.fixture
def invoice(acme, location, admin, session, world):
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    world.run_jobs()
    return session.scalars(select(Invoice)).one()


@pytest.fixture
def sent(invoice, admin, world, session):
    send_run(invoice.run_id, by=admin)
    world.run_jobs()
    session.expire_all()
    return invoice


def test_a_void_invoice_gives_its_charges_back_and_leaves_xero(invoice, admin, world, session):
    void_invoice(invoice.id, "Wrong month", by=admin)
    world.run_jobs()
    session.expire_all()
    assert invoice.status is InvoiceStatus.VOID
    assert session.scalars(select(Adhoc)).one().invoiced_at is None
    assert [one["Status"] for one in world.vendors.held("Invoices")] == ["VOIDED"]
    run = session.get(InvoiceRun, invoice.run_id)
    preview_run(run.id, by=admin)
    assert approve_run(run.id, run.fingerprint, by=admin).invoices == 1
    assert sorted(session.scalars(select(Invoice.number))) == ["KLF-00001", "KLF-00002"]


@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "500"])
def test_a_void_whose_answer_was_lost_is_looked_up(invoice, admin, world, fault):
    world.vendors.fault(fault, "POST */Invoices")
    void_invoice(invoice.id, "Wrong month", by=admin)
    world.run_jobs()
    assert [one["Status"] for one in world.vendors.held("Invoices")] == ["VOIDED"] and world.open_jobs() == []


def test_what_another_worker_is_just_making_in_xero_is_voided_once_it_is_there(acme, location, admin, session, world):
    """Its call was sent and not answered when the invoice became void: looking too early would leave the draft in the books for ever."""
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    invoice = session.scalars(select(Invoice)).one()
    batch = take_batch(StepName.XERO_CREATE, PaperKind.INVOICE, run_id=run.id, by=SYSTEM)
    void_invoice(invoice.id, "Wrong month", by=admin)
    with pytest.raises(NeverEnds):
        world.run_jobs(rounds=3)
    assert world.vendors.held("Invoices") == []
    target = books_of(session, location.id)
    create(Ready(books_at(target.connection_id, target.tenant_id), target), PaperKind.INVOICE, batch)
    world.run_jobs()
    assert [one["Status"] for one in world.vendors.held("Invoices")] in (["VOIDED"], ["DELETED"])


def test_what_never_came_to_xero_is_soon_given_up(acme, location, admin, session, world):
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    take_batch(StepName.XERO_CREATE, PaperKind.INVOICE, run_id=run.id, by=SYSTEM)
    void_invoice(session.scalars(select(Invoice.id)).one(), "Wrong month", by=admin)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=6), tick=True):
        world.run_jobs()
    assert world.vendors.held("Invoices") == [] and world.open_jobs() == []


def test_what_the_customer_has_is_not_voided(sent, admin):
    with pytest.raises(Refused, match="credit note"):
        void_invoice(sent.id, "Changed our mind", by=admin)


def test_what_was_not_sent_is_not_credited(invoice, admin):
    with pytest.raises(Refused, match="void it"):
        create_credit_note(invoice.id, None, "Wrong", by=admin)


def test_a_full_credit_note_goes_to_xero_and_the_customer(sent, admin, world, session):
    note = create_credit_note(sent.id, None, "Never moved in", by=admin)
    world.run_jobs()
    session.expire_all()
    assert (note.number, note.total_cents, note.applied_cents) == ("KLF-CN-00001", sent.total_cents, sent.total_cents)
    assert (sent.status, sent.due_cents) == (InvoiceStatus.CREDITED, 0)
    assert [(one["CreditNoteNumber"], one["Status"]) for one in world.vendors.held("CreditNotes")] == [
        ("KLF-CN-00001", "PAID")
    ]  # set against its invoice
    mails = len(world.vendors.mails())
    send_credit_note(note.id, by=admin)
    world.run_jobs()
    session.expire_all()
    assert note.status is CreditNoteStatus.SENT and len(world.vendors.mails()) == mails + 1


def test_partial_credits_never_exceed_the_line(sent, admin, session):
    line = session.scalars(select(InvoiceLine).where(InvoiceLine.kind == "license")).one()
    first = create_credit_note(sent.id, {line.id: 100000}, "Noise", by=admin)
    assert (first.net_cents, first.vat_cents) == (100000, 15000)
    with pytest.raises(Refused, match=r"1950\.00"):
        create_credit_note(sent.id, {line.id: 195001}, "More noise", by=admin)
    rest = create_credit_note(sent.id, {line.id: 195000}, "All of it", by=admin)
    assert first.net_cents + rest.net_cents == line.net_cents and first.vat_cents + rest.vat_cents == line.vat_cents
    with pytest.raises(Refused, match="no such line"):
        create_credit_note(sent.id, {line.id + 999: 1}, "Other", by=admin)


def test_a_correcting_credit_is_billed_anew_and_goodwill_is_not(sent, location, admin, session):
    line = session.scalars(select(InvoiceLine).where(InvoiceLine.kind == "license")).one()
    create_credit_note(sent.id, {line.id: 5000}, "A present", by=admin, goodwill=True)
    create_credit_note(sent.id, {line.id: 7000}, "Billed wrongly", by=admin)
    july = create_run(location.id, JUNE.next, by=admin, cut_off=JUNE.next.last)
    preview_run(july.id, by=admin)
    approve_run(july.id, july.fingerprint, by=admin)
    correction = session.scalars(select(InvoiceLine).where(InvoiceLine.kind == "correction")).one()
    assert correction.net_cents == 7000


def test_a_closed_month_takes_nothing_more(sent, location, admin, session):
    with time_machine.travel(dt.datetime(2026, 7, 2, 9, tzinfo=dt.UTC)):
        close = close_month(location.id, JUNE, by=admin)
        assert close.documents == 1
        with pytest.raises(Refused, match="closed"):
            create_run(location.id, JUNE, by=admin)
        with pytest.raises(Refused, match="already closed"):
            close_month(location.id, JUNE, by=admin)
        with pytest.raises(Refused, match="not over"):
            close_month(location.id, JUNE.next, by=admin)
    assert session.scalars(select(CreditNote)).all() == []
