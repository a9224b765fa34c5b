"""A second run of a month: for who was left out, and for who joined since; never an empty one, and nobody is billed twice."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.core.errors import Refused
from app.models import Invoice, InvoiceRun, RunOrganisation
from app.queries.joined_since import joined_since
from tests.views.billing import JULY, JUNE, previewed

REFUSED = r"^Nobody is left to bill: whoever has something in June 2026 at Kloof has its document\.$"


@pytest.fixture
def kloof(make):
    return make.location(name="Kloof")


@pytest.fixture
def desk(make, kloof):
    return make.membership(kloof)


@pytest.fixture
def june(make, kloof, desk, admin):
    """June, approved for Acme."""
    make.license(make.organisation(kloof, name="Acme"), desk)
    return approved(kloof, JUNE, admin)


@pytest.fixture
def newcomer(make, kloof, desk, june):
    organisation = make.organisation(kloof, name="Newcomer")
    make.license(organisation, desk, starts_on=dt.date(2026, 6, 16))
    return organisation


def approved(location, month, by):
    run = previewed(location, month, by)
    approve_run(run.id, run.fingerprint, by=by)
    return run


def test_who_joined_since_is_billed_at_once(kloof, june, newcomer, admin, session):
    assert joined_since(session, june) == ["Newcomer"]
    extra = approved(kloof, JUNE, admin)
    assert (extra.sequence, extra.net_cents) == (2, 147500)
    assert joined_since(session, extra) == []
    approved(kloof, JULY, admin)
    nets = session.execute(
        select(Invoice.month, Invoice.net_cents).where(Invoice.organisation_id == newcomer.id).order_by(Invoice.id)
    ).all()
    assert nets == [(JUNE, 147500), (JULY, 295000)]


def test_an_empty_one_is_refused(june, kloof, admin, session):
    with pytest.raises(Refused, match=REFUSED):
        create_run(kloof.id, JUNE, by=admin)
    assert session.scalar(select(func.count()).select_from(InvoiceRun)) == 1


def test_who_was_billed_with_the_next_month_is_not_billed_again(kloof, june, newcomer, admin, session):
    """July corrected the newcomer's half of June: a supplementary run would bill it twice."""
    july = approved(kloof, JULY, admin)
    assert (
        session.scalar(
            select(RunOrganisation.net_cents).where(RunOrganisation.run_id == july.id, RunOrganisation.organisation_id == newcomer.id)
        )
        == 442500
    )
    assert joined_since(session, june) == []
    with pytest.raises(Refused, match=REFUSED):
        create_run(kloof.id, JUNE, by=admin)


def test_who_has_nothing_to_pay_in_the_month_did_not_join_it(make, kloof, desk, june, session):
    make.license(make.organisation(kloof, name="Later"), desk, starts_on=dt.date(2026, 7, 1))
    make.license(make.organisation(kloof, name="Asleep", status="inactive"), desk)
    assert joined_since(session, june) == []
