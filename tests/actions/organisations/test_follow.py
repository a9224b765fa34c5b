"""An organisation becomes what its licenses say, never before everything is billed, and never against somebody's word."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import update

from app.access.actor import SYSTEM
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_license
from app.core.clock import now
from app.core.month import Month
from app.models import CreditNote, Invoice
from app.models.organisation import OrganisationStatus as S
from jobs.organisations import follow

JUNE_20 = dt.datetime(2026, 6, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def june():
    with time_machine.travel(JUNE_20, tick=False) as clock:
        yield clock


def billed(session, location, month):
    """The month's run, approved, and its documents gone out."""
    run = create_run(location.id, month, by=SYSTEM)
    preview_run(run.id, by=SYSTEM)
    approve_run(run.id, run.fingerprint, by=SYSTEM)
    for model in (Invoice, CreditNote):
        session.execute(update(model).where(model.status == "subscription_locked").values(status="sent", sent_at=now()))
    session.commit()


def license_of(make, status=S.ACTIVE, **wishes):
    location = make.location()
    organisation = make.organisation(location, status=status, **wishes)
    return organisation, make.membership(location), make.space(location)


@pytest.mark.parametrize(
    ("status", "starts_on", "becomes"),
    [
        (S.PROSPECT, dt.date(2026, 7, 1), S.ACTIVE),
        (S.PROSPECT, dt.date(2026, 8, 1), S.PENDING),
        (S.PENDING, dt.date(2026, 6, 1), S.ACTIVE),
        (S.INACTIVE, dt.date(2026, 6, 1), S.ACTIVE),
        (S.ACTIVE, dt.date(2026, 9, 1), S.ACTIVE),
    ],
)
def test_a_license_makes_a_customer_at_once(make, june, status, starts_on, becomes):
    organisation, membership, space = license_of(make, status)
    create_license(organisation_id=organisation.id, membership_id=membership.id, space_id=space.id, starts_on=starts_on, by=SYSTEM)
    assert organisation.status is becomes


def test_who_waits_for_a_far_first_day_becomes_active_in_time_for_the_first_invoice(make, june, session):
    organisation, membership, space = license_of(make, S.PROSPECT)
    create_license(
        organisation_id=organisation.id, membership_id=membership.id, space_id=space.id, starts_on=dt.date(2026, 9, 15), by=SYSTEM
    )
    for when, becomes in ((dt.datetime(2026, 7, 30), S.PENDING), (dt.datetime(2026, 8, 1, 12), S.ACTIVE)):
        june.move_to(when)
        follow()
        session.refresh(organisation)
        assert organisation.status is becomes


def test_it_ends_when_all_is_billed_and_is_off_boarded_a_month_later(make, june, session):
    organisation, membership, _space = license_of(make)
    license, stays = make.license(organisation, membership), make.license(make.organisation(membership.location), membership)
    billed(session, membership.location, Month(2026, 6))
    end_license(license.id, on=dt.date(2026, 6, 24), by=SYSTEM)

    def becomes(when, status):
        june.move_to(when)
        follow()
        session.refresh(organisation)
        session.refresh(stays.organisation)
        assert (organisation.status, stays.organisation.status) == (status, S.ACTIVE), when

    becomes(dt.datetime(2026, 6, 24, 12), S.ACTIVE)  # its last day
    becomes(dt.datetime(2026, 6, 26), S.ACTIVE)  # six days have to be given back with July's run
    june.move_to(dt.datetime(2026, 7, 1, 12))
    billed(session, membership.location, Month(2026, 7))
    becomes(dt.datetime(2026, 7, 2), S.INACTIVE)
    becomes(dt.datetime(2026, 7, 24), S.INACTIVE)
    becomes(dt.datetime(2026, 7, 26), S.OFFBOARDED)


def test_a_charge_that_waits_keeps_it_active(make, june, session):
    organisation, membership, _space = license_of(make)
    make.license(organisation, membership, ends_on=dt.date(2026, 6, 10))
    make.license(make.organisation(membership.location), membership)
    billed(session, membership.location, Month(2026, 6))
    make.adhoc(organisation, date=dt.date(2026, 7, 3))
    follow()
    session.refresh(organisation)
    assert organisation.status is S.ACTIVE


def test_nothing_moves_where_foyer_never_billed(make, june, session):
    organisation, membership, _space = license_of(make)
    make.license(organisation, membership, ends_on=dt.date(2026, 1, 31))
    follow()
    session.refresh(organisation)
    assert organisation.status is S.ACTIVE


def test_what_somebody_decided_is_kept_until_the_licenses_say_the_same(make, june, session, admin):
    organisation, membership, space = license_of(make)
    license = make.license(organisation, membership)
    organisation.status, organisation.status_by_hand = S.INACTIVE, True  # as a data package brought it
    session.commit()
    follow()
    session.refresh(organisation)
    assert (organisation.status, organisation.status_by_hand) == (S.INACTIVE, True)

    end_license(license.id, on=dt.date(2026, 6, 19), by=admin)
    follow()
    session.refresh(organisation)
    assert (organisation.status, organisation.status_by_hand) == (S.INACTIVE, False)
    create_license(
        organisation_id=organisation.id, membership_id=membership.id, space_id=space.id, starts_on=dt.date(2026, 6, 20), by=admin
    )
    assert organisation.status is S.ACTIVE
