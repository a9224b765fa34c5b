"""Two people and one run: who approved what, who was faster, and how a run is called."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FINANCE
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.leave_out import leave_out
from app.actions.invoice_runs.preview import preview_run
from app.actions.months.close import close_month
from app.core.errors import Conflict, Refused
from app.models import AuditEvent, InvoiceRun
from app.models.invoice_run import run_name
from app.queries.run_approval import approval_plan
from tests.views.billing import JULY, JUNE, previewed

AUGUST = dt.datetime(2026, 8, 5, 9, tzinfo=dt.UTC)


@pytest.fixture
def location(make):
    return make.location(name="Kloof", second_approver_above_cents=100000)


@pytest.fixture
def organisations(make, location):
    desk = make.membership(location)
    found = [make.organisation(location, name=name) for name in ("Acme", "Bluegum")]
    for each in found:
        make.license(each, desk)
    return found


@pytest.fixture
def people(make, organisations):
    return make.actor(FINANCE), make.actor(FINANCE)


def test_both_who_approved_are_named(people, location, session):
    first, second = people
    run = previewed(location, JUNE, first)
    assert approve_run(run.id, run.fingerprint, by=first).needs_second
    approve_run(run.id, run.fingerprint, by=second)
    assert session.get(InvoiceRun, run.id).approved_by == f"{first.name}, {second.name}"


def test_the_first_yes_holds_for_its_organisations_only(people, organisations, location):
    """Four eyes have to see the same: a yes to Acme is none to Bluegum."""
    first, second = people
    run = previewed(location, JUNE, first)
    assert approve_run(run.id, run.fingerprint, by=first, organisation_ids=[organisations[0].id]).needs_second
    assert approve_run(run.id, run.fingerprint, by=second).needs_second, "nobody else has looked at Bluegum"
    assert approve_run(run.id, run.fingerprint, by=first).invoices == 2


def test_pieces_count_together_and_credits_as_charges_do(people, organisations, location, make, session):
    """R3 392.50 each under a limit of R4 000.00: the second piece is above it, and so is a credit that would make the sum small."""
    location.second_approver_above_cents = 400_000
    session.commit()
    first, second = people
    run = previewed(location, JUNE, first)
    assert not approve_run(run.id, run.fingerprint, by=first, organisation_ids=[organisations[0].id]).needs_second
    run = preview_run(run.id, by=first)
    assert approval_plan(session, run).needs_second
    assert approve_run(run.id, run.fingerprint, by=first).needs_second
    assert approve_run(run.id, run.fingerprint, by=second).invoices == 1

    make.adhoc(organisations[0], quantity=1, unit_price_cents=-700_000, date=JULY.first)
    july = previewed(location, JULY, first)
    assert (july.total_cents < 400_000, approval_plan(session, july).needs_second) == (True, True)
    assert approve_run(july.id, july.fingerprint, by=first).needs_second


def test_a_first_yes_ends_with_its_preview(people, location, make, organisations, session):
    first, _second = people
    run = previewed(location, JUNE, first)
    approve_run(run.id, run.fingerprint, by=first)
    preview_run(run.id, by=first)
    assert session.get(InvoiceRun, run.id).approval_asked_by_id == first.id, "nothing moved"
    make.adhoc(organisations[0])
    preview_run(run.id, by=first)
    assert session.get(InvoiceRun, run.id).approval_asked_by_id is None


def test_who_comes_too_late_hears_who_was_faster(people, location, session):
    first, second = people
    location.second_approver_above_cents = None
    session.commit()
    run = previewed(location, JUNE, first)
    approve_run(run.id, run.fingerprint, by=first)
    with pytest.raises(Conflict, match=f"{first.name} has approved Kloof · June 2026 already"):
        approve_run(run.id, run.fingerprint, by=second)
    with pytest.raises(Refused, match="Nothing is left"):
        approve_run(run.id, run.fingerprint, by=first)


def test_refusals_say_the_month_and_the_place(people, location, admin, session):
    first, _second = people
    run = previewed(location, JUNE, first)
    with pytest.raises(Refused, match=r"^Kloof · June 2026 is already open"):
        create_run(location.id, JUNE, by=first)
    location.second_approver_above_cents = None
    session.commit()
    approve_run(run.id, run.fingerprint, by=first)
    with time_machine.travel(AUGUST), pytest.raises(Refused, match=r"^Invoices of June 2026 at Kloof are still on their way"):
        close_month(location.id, JUNE, by=admin)
    with time_machine.travel(AUGUST):
        close_month(location.id, JUNE.previous, by=admin)
        with pytest.raises(Refused, match=r"^May 2026 is closed at Kloof"):
            create_run(location.id, JUNE.previous, by=first)
        with pytest.raises(Refused, match=r"^Close June 2026 at Kloof first"):
            close_month(location.id, JUNE.next, by=admin)
    with time_machine.travel(AUGUST.replace(month=6)), pytest.raises(Refused, match=r"^July 2026 is not over yet at Kloof"):
        close_month(location.id, JUNE.next, by=admin)


def test_the_audit_calls_a_run_as_its_page_does(people, location, organisations, admin, session):
    first, _second = people
    run = previewed(location, JUNE, first)
    leave_out(run.id, organisations[0].id, "Disputed", by=first)
    with time_machine.travel(AUGUST):
        close_month(location.id, JUNE.previous, by=admin)
    names = set(session.scalars(select(AuditEvent.name).where(AuditEvent.noun.in_(("invoice_run", "month_close")))))
    assert names == {"Kloof · June 2026", "Kloof · June 2026: Acme", "Kloof · May 2026"}
    assert run_name("Kloof", JUNE, 2) == "Kloof · June 2026 (2)"
