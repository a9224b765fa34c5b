"""Until when charges count: today whenever a run is looked at, or the day that somebody chose; and what is approved is what was seen."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FRONT_DESK
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.choose_cut_off import choose_cut_off
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.core.errors import Conflict, Forbidden, Refused
from app.models import Adhoc, InvoiceRun
from tests.views.billing import JUNE

MAY = JUNE.previous


def on(month, day):
    """Noon at Kloof."""
    return time_machine.travel(dt.datetime(2026, month, day, 10, tzinfo=dt.UTC))


def may(day):
    return dt.date(2026, 5, day)


@pytest.fixture
def kloof(make):
    return make.location(name="Kloof")


@pytest.fixture
def acme(make, kloof):
    organisation = make.organisation(kloof, name="Acme")
    make.license(organisation, make.membership(kloof))
    return organisation


@pytest.fixture
def run(make, kloof, acme, admin):
    """June's, opened a week before the month, as the list proposes it; Acme used something on the 28th."""
    with on(5, 25):
        run = preview_run(create_run(kloof.id, JUNE, by=admin).id, by=admin)
    make.adhoc(acme, date=may(28), unit_price_cents=10000, description="Room")
    return run


def billed(session):
    session.expire_all()
    return [each.description for each in session.scalars(select(Adhoc).where(Adhoc.invoiced_at.is_not(None)).order_by(Adhoc.date))]


def test_looking_again_bills_what_was_used_since_the_run_was_opened(run, admin, session):
    assert run.cut_off == may(25)
    with on(6, 1):
        again = preview_run(run.id, by=admin)
        assert (again.cut_off, again.cut_off_chosen, again.net_cents) == (
            dt.date(2026, 6, 1),
            False,
            run.previous_net_cents + 295000 + 10000,
        )
        approve_run(run.id, again.fingerprint, by=admin)
    assert billed(session) == ["Room"]


def test_it_never_moves_past_the_month(run, admin):
    with on(7, 9):
        assert preview_run(run.id, by=admin).cut_off == JUNE.last


def test_approval_counts_what_was_seen_and_nothing_newer(run, admin, session):
    with on(6, 1):
        approve_run(run.id, run.fingerprint, by=admin)
    assert billed(session) == []
    assert session.get(InvoiceRun, run.id).cut_off == may(25)


def test_a_day_that_was_chosen_stays(run, admin, session):
    with on(6, 1):
        chosen = choose_cut_off(run.id, may(27), by=admin)
        assert (chosen.cut_off, chosen.cut_off_chosen, chosen.net_cents) == (may(27), True, 295000)
        assert preview_run(run.id, by=admin).cut_off == may(27)
        assert choose_cut_off(run.id, may(28), by=admin).net_cents == 305000
        assert choose_cut_off(run.id, None, by=admin).cut_off == dt.date(2026, 6, 1)
    with on(6, 2):
        assert preview_run(run.id, by=admin).cut_off == dt.date(2026, 6, 2)


def test_a_day_that_the_run_was_opened_with_is_chosen(kloof, acme, admin):
    with on(5, 25):
        run = create_run(kloof.id, JUNE, by=admin, cut_off=may(20))
    with on(6, 1):
        assert preview_run(run.id, by=admin).cut_off == may(20)


def test_who_saw_another_day_is_told(run, admin):
    """The preview that was approved is not the one of the day that a colleague chose meanwhile."""
    with on(6, 1):
        seen = run.fingerprint
        choose_cut_off(run.id, may(28), by=admin)
        with pytest.raises(Conflict, match="previewed again since you looked"):
            approve_run(run.id, seen, by=admin)


def test_what_is_left_open_moves_on_and_what_is_approved_does_not(make, kloof, run, admin, session):
    zed = make.organisation(kloof, name="Zed")
    make.license(zed, make.membership(kloof))
    make.adhoc(zed, date=may(29), unit_price_cents=20000, description="Printing")
    with on(5, 26):
        run = preview_run(run.id, by=admin)
        approve_run(run.id, run.fingerprint, by=admin, organisation_ids=[zed.id])
    with on(6, 1):
        run = preview_run(run.id, by=admin)
        assert run.cut_off == dt.date(2026, 6, 1)
        approve_run(run.id, run.fingerprint, by=admin)
    assert billed(session) == ["Room"], "Zed's printing is July's"
    with on(6, 3):
        assert preview_run(run.id, by=admin).cut_off == dt.date(2026, 6, 1), "nothing is left that could count more"
        with pytest.raises(Refused, match=r"^Nothing is left to approve in Kloof · June 2026\.$"):
            choose_cut_off(run.id, may(30), by=admin)


def test_refusals(make, run, admin):
    with pytest.raises(Refused, match=r"choose 30 Jun 2026 or an earlier day"):
        choose_cut_off(run.id, dt.date(2026, 7, 1), by=admin)
    with pytest.raises(Forbidden):
        choose_cut_off(run.id, may(30), by=make.actor(FRONT_DESK))
