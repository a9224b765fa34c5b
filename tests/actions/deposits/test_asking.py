"""A deposit is asked for once, on the next invoice of its location, and taken back with it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.access.roles import FINANCE, FRONT_DESK
from app.actions.credit_notes.create import create_credit_note
from app.actions.deposits.ask import ask_deposit
from app.actions.deposits.change import change_deposit
from app.actions.deposits.receive import receive_deposit
from app.actions.deposits.withdraw import withdraw_deposit
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoices.void import void_invoice
from app.actions.licenses.move import move_license
from app.actions.licenses.remove import remove_license
from app.core.errors import Conflict, Forbidden, Locked, Missing, Refused
from app.models import Deposit, Invoice, InvoiceLine, RunOrganisation
from app.models.deposit import DepositStatus
from app.models.document_line import LineKind
from tests.actions.deposits.billing import EARLIER, JULY, JUNE, billed, sent


@pytest.fixture
def license(make):
    return make.license()


def status(session, deposit):
    session.expire_all()
    return session.get(Deposit, deposit.id).status


def test_asking_takes_place_and_organisation_from_the_license_and_is_done_once(license, make, session):
    finance = make.actor(FINANCE)
    asked = ask_deposit(key="form", license_id=license.id, amount_cents=590000, by=finance)
    again = ask_deposit(key="form", license_id=license.id, amount_cents=590000, by=finance)

    assert asked.id == again.id
    assert (asked.organisation_id, asked.location_id, asked.status) == (license.organisation_id, license.location_id, DepositStatus.ASKED)
    assert asked.code.startswith(f"{license.location.code}-D")


@pytest.mark.parametrize(
    ("fields", "field"), [({"amount_cents": 0}, "amount_cents"), ({"amount_cents": -1}, "amount_cents"), ({}, "amount_cents")]
)
def test_nothing_is_not_asked_for(license, admin, fields, field):
    with pytest.raises(Refused) as refused:
        ask_deposit(license_id=license.id, by=admin, **fields)
    assert refused.value.field == field


def test_who_may_ask_and_where(license, make):
    with pytest.raises(Forbidden):
        ask_deposit(license_id=license.id, amount_cents=1, by=make.actor(FRONT_DESK))
    with pytest.raises((Missing, Refused)):
        ask_deposit(license_id=license.id, amount_cents=1, by=make.manager(of=make.location()))
    with pytest.raises(Refused, match="another organisation"):
        ask_deposit(
            license_id=license.id,
            organisation_id=make.organisation(license.location).id,
            amount_cents=1,
            by=make.manager(of=license.location),
        )


def test_it_is_invoiced_once_without_vat_and_compared_as_a_cause_of_its_own(license, make, admin, session):
    deposit = make.deposit(license)
    billed(license.location, admin)
    desk, line = session.scalars(select(InvoiceLine).order_by(InvoiceLine.position)).all()

    assert (line.kind, line.deposit_id, line.net_cents, line.vat_cents, line.tax_type, line.license_id) == (
        LineKind.DEPOSIT,
        deposit.id,
        500000,
        0,
        "NONE",
        None,
    )
    assert line.description == f"Deposit, refundable, no VAT: {license.membership.name}"
    assert (status(session, deposit), session.get(Deposit, deposit.id).invoice_id) == (DepositStatus.INVOICED, line.invoice_id)

    run = preview_run(create_run(license.location_id, JULY, by=admin, cut_off=JULY.last).id, by=admin)
    row = session.scalars(select(RunOrganisation).where(RunOrganisation.run_id == run.id)).one()
    assert (row.net_cents, row.causes, row.warnings) == (desk.net_cents, {"deposit": -500000}, [])


def test_a_deposit_changed_after_the_preview_holds_the_approval_up(license, make, admin):
    deposit = make.deposit(license)
    run = preview_run(create_run(license.location_id, JUNE, by=admin, cut_off=JUNE.last).id, by=admin)
    seen = run.fingerprint
    change_deposit(deposit.id, amount_cents=400000, by=admin)
    with pytest.raises(Conflict, match="moved since"):
        approve_run(run.id, seen, by=admin)


def test_books_without_an_account_for_deposits_hold_the_approval_up(license, make, admin, world, session):
    make.deposit(license)
    world.connect(license.location)
    run = preview_run(create_run(license.location_id, JUNE, by=admin, cut_off=JUNE.last).id, by=admin)
    assert {"kind": "deposit_account"} in session.scalars(select(RunOrganisation)).one().warnings
    with pytest.raises(Refused, match="account for deposits"):
        approve_run(run.id, run.fingerprint, by=admin)
    license.location.xero_deposit_account_code = "835"
    session.commit()
    assert approve_run(run.id, run.fingerprint, by=admin).invoices == 1


def test_a_void_invoice_gives_the_asking_back_and_the_next_run_asks_again(license, make, admin, session):
    deposit = make.deposit(license)
    billed(license.location, admin)
    void_invoice(session.scalars(select(Invoice.id)).one(), "Wrong desk", by=admin)
    assert (status(session, deposit), session.get(Deposit, deposit.id).invoice_id) == (DepositStatus.ASKED, None)

    billed(license.location, admin)
    live = select(InvoiceLine).join(Invoice).where(InvoiceLine.deposit_id == deposit.id, Invoice.status != "void")
    assert len(session.scalars(live).all()) == 1


def test_crediting_the_line_takes_the_asking_back_in_part_or_whole(license, make, admin, session):
    deposit = make.deposit(license)
    (invoice,) = sent(license.location, admin)
    line = next(line for line in invoice.lines if line.deposit_id)
    note = create_credit_note(invoice.id, {line.id: 200000}, "Less was agreed", by=admin)
    assert (note.net_cents, note.vat_cents, note.lines[0].deposit_id) == (200000, 0, deposit.id)
    session.expire_all()
    assert (deposit.amount_cents, deposit.status, deposit.outstanding_cents) == (300000, DepositStatus.INVOICED, 300000)

    receive_deposit(deposit.id, key="r", amount_cents=100000, on=EARLIER, reference="EFT", by=admin)
    with pytest.raises(Refused, match="give it back"):
        create_credit_note(invoice.id, {line.id: 300000}, "None was agreed", by=admin)
    create_credit_note(invoice.id, {line.id: 200000}, "None was agreed", by=admin)
    session.expire_all()
    assert (deposit.amount_cents, deposit.held_cents, deposit.outstanding_cents) == (100000, 100000, 0)


def test_a_line_credited_in_full_is_not_asked_for_again(license, make, admin, session):
    deposit = make.deposit(license)
    (invoice,) = sent(license.location, admin)
    create_credit_note(invoice.id, None, "Never moved in", by=admin)
    assert status(session, deposit) is DepositStatus.WITHDRAWN
    run = preview_run(create_run(license.location_id, JULY, by=admin, cut_off=JULY.last).id, by=admin)
    lines = [line for row in session.scalars(select(RunOrganisation.lines).where(RunOrganisation.run_id == run.id)) for line in row]
    assert [line["kind"] for line in lines if line["kind"] == "deposit"] == []


def test_withdrawing_needs_a_reason_and_only_works_before_the_invoice(license, make, admin, session):
    first, second = make.deposit(license), make.deposit(license)
    with pytest.raises(Refused) as refused:
        withdraw_deposit(first.id, reason=" ", by=admin)
    assert refused.value.field == "reason"
    assert withdraw_deposit(first.id, reason="An old friend", by=admin).status is DepositStatus.WITHDRAWN
    assert withdraw_deposit(first.id, reason="Again", by=admin).reason == "An old friend"

    billed(license.location, admin)
    with pytest.raises(Locked):
        withdraw_deposit(second.id, reason="Too late", by=admin)
    invoice = session.scalars(select(Invoice)).one()
    invoice.status = "sent"
    session.commit()
    with pytest.raises(Refused, match="credit its line"):
        withdraw_deposit(second.id, reason="Too late", by=admin)


def test_deposits_follow_a_license_that_moves_and_go_with_one_that_was_a_slip(license, make, admin, session):
    held, asked = make.deposit(license, held=300000), make.deposit(license)
    other = make.membership(license.location)
    new = move_license(license.id, on=dt.date(2026, 7, 1), membership_id=other.id, space_id=make.space(license.location).id, by=admin)
    session.expire_all()
    assert {held.license_id, asked.license_id} == {new.id}

    slip = make.license(license.organisation, other)
    never = make.deposit(slip)
    remove_license(slip.id, by=admin)
    session.expire_all()
    assert session.get(Deposit, never.id) is None
    with pytest.raises(Refused, match="Other records"):
        remove_license(new.id, by=admin)


def test_the_database_refuses_what_no_action_would_do(license, make, session):
    deposit = make.deposit(license, held=100)
    faults = (
        "INSERT INTO deposit_movement (deposit_id, location_id, kind, cents, date, key) SELECT id, location_id, 'refunded', -101, now(), 'x' FROM deposit",
        "INSERT INTO deposit_movement (deposit_id, location_id, kind, cents, date, key) SELECT id, location_id, 'refunded', 1, now(), 'x' FROM deposit",
        "UPDATE deposit_movement SET cents = 99",
        "DELETE FROM deposit_movement",
    )
    for fault in faults:
        with pytest.raises(IntegrityError):
            session.execute(text(fault))
        session.rollback()
    session.refresh(deposit)
    assert (deposit.held_cents, deposit.received_cents) == (100, 100)
