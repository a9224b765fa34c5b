"""Books that are wrong are told in the morning."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.send import send_run
from app.actions.schedules.ensure import ensure_schedules
from app.core.clock import now
from app.core.errors import Refused
from app.models import Schedule, ScheduleSlot
from app.models.location import MailMode
from app.models.schedule import Outcome
from app.queries.health.troubles import of_schedules
from jobs import timetable
from jobs.books import prove
from tests.views.billing import JUNE, previewed

MORNING = dt.datetime(2026, 6, 10, 9, 0, tzinfo=dt.UTC)  # the night is long over, and the next far away


@pytest.fixture
def run_of(make, world, admin):
    """A run of a location of its own, from preview to done."""

    def done():
        location = make.location(sender_email="kloof@example.com", mail_mode=MailMode.SILENT)
        make.license(make.organisation(location, invoice_email="acme@example.com"))
        run = previewed(location, JUNE, admin)
        approve_run(run.id, run.fingerprint, by=admin)
        world.run_jobs()
        send_run(run.id, by=admin)
        world.run_jobs()

    return done


def proofs(world, session):
    """Let the clock tick and do what it asks for; when the books were proven, and how that went."""
    timetable.tick()
    world.run_jobs()
    session.expire_all()
    query = select(ScheduleSlot).join(Schedule).where(Schedule.task == "verify_books").order_by(ScheduleSlot.slot)
    return [(row.slot, row.outcome) for row in session.scalars(query)]


@pytest.fixture
def alone(session, monkeypatch):
    """A house whose only task is the proof of the books, which has a night to come."""
    monkeypatch.setattr(timetable, "TIMETABLE", {"verify_books": timetable.TIMETABLE["verify_books"]})
    with time_machine.travel(MORNING, tick=False):
        session.execute(text("DELETE FROM schedule_slot"))
        session.execute(text("DELETE FROM schedule"))
        session.commit()
        ensure_schedules(timetable.defaults(), by=SYSTEM)
        yield


def test_a_broken_promise_is_named_and_nothing_is_mended(headless, make, session):
    with headless.app_context():
        assert prove().startswith("All ")
    make.organisation()
    session.execute(
        text("INSERT INTO wallet (organisation_id, unit, currency, balance_cents) SELECT id, 'space', 'ZAR', 100 FROM organisation")
    )
    session.commit()
    with headless.app_context(), pytest.raises(Refused, match=r"Broken promises: L2 \(1\)"):
        prove()
    assert session.scalar(text("SELECT balance_cents FROM wallet")) == 100


def test_the_books_are_proven_after_each_run_and_once_in_an_hour(alone, run_of, world, session):
    assert proofs(world, session) == []
    run_of()
    assert proofs(world, session) == [(MORNING, Outcome.DONE)]
    run_of()
    run_of()
    assert proofs(world, session) == [(MORNING, Outcome.DONE)], "within the hour nothing is proven again"
    with time_machine.travel(MORNING + dt.timedelta(hours=1), tick=False):
        assert proofs(world, session) == [(MORNING, Outcome.DONE), (now(), Outcome.DONE)], "once for both"
    with time_machine.travel(MORNING + dt.timedelta(hours=3), tick=False):
        assert len(proofs(world, session)) == 2
    night = session.scalars(select(Schedule.next_due_at)).one()
    assert night.astimezone(dt.UTC) - MORNING > dt.timedelta(hours=12), "the night comes as it did"


def test_what_is_wrong_after_a_run_is_told_as_at_night(alone, run_of, world, session):
    run_of()
    session.execute(
        text("INSERT INTO wallet (organisation_id, unit, currency, balance_cents) SELECT id, 'space', 'ZAR', 100 FROM organisation")
    )
    session.commit()
    assert proofs(world, session) == [(MORNING, Outcome.FAILED)]
    (trouble,) = of_schedules(session)
    assert trouble.key == "schedule:verify_books" and "L2 (1)" in trouble.words
    assert any("jobs.timetable.run_slot: parked" in row for row in world.open_jobs())
