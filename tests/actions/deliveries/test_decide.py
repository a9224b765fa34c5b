"""Two who decide the last mails of a run at one moment: each looks where the run stands when both are there to be seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from app.access.actor import SYSTEM
from app.actions.deliveries.carry import begin_delivery, finish_delivery
from app.actions.deliveries.decide import mark_sent, resend
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.send import send_run
from app.actions.invoice_runs.settle import settle_run
from app.core.entity import db
from app.models import Delivery, InvoiceRun
from app.models.invoice_run import RunStatus
from tests.views.billing import JUNE, previewed


@pytest.fixture
def run(make, world, admin, session):
    """Of two organisations, each with one mail whose fate is unknown."""
    location = make.location(sender_email="kloof@example.com")
    desk = make.membership(location)
    for name in ("one", "two"):
        make.license(make.organisation(location, invoice_email=f"{name}@example.com", accounting_email=""), desk)
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    world.run_jobs()
    send_run(run.id, by=admin)
    for number in session.scalars(select(Delivery.id)).all():
        fail(number, "lose")
    settle_run(run.id, by=admin)
    assert state(session, run.id) is RunStatus.PARTIAL
    return run


def fail(delivery_id, verb):
    finish_delivery(begin_delivery(delivery_id, by=SYSTEM), verb, "No answer", by=SYSTEM)


def state(session, run_id):
    session.rollback()
    return session.scalars(select(InvoiceRun.status).where(InvoiceRun.id == run_id)).one()


@contextmanager
def before_commit(then: Callable[[object], None]) -> Iterator[None]:
    event.listen(db.session, "before_commit", then)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", then)


def test_two_people_who_decide_the_last_two_mails_at_one_moment_leave_a_run_that_is_done(app, run, admin, session):
    """Each would see the other's mail as unknown, and the run would wait for a person for ever."""
    run_id, both = run.id, session.scalars(select(Delivery.id)).all()
    session.rollback()
    moment, come = threading.Barrier(2), set[int]()

    def meet(_session):
        if threading.get_ident() not in come:
            come.add(threading.get_ident())
            moment.wait(timeout=60)

    def decide(delivery_id):
        with app.app_context():
            try:
                mark_sent(delivery_id, by=admin)
            finally:
                db.session.remove()

    with before_commit(meet), ThreadPoolExecutor(2) as people:
        list(people.map(decide, both))
    assert state(session, run_id) is RunStatus.DONE


def test_what_happens_while_a_run_is_moved_is_looked_at_once_it_is_moved(app, run, admin, session):
    """Sent again, its mail fails before the run stands as running: who saw it fail found the run as it was, and nothing to do."""
    run_id, first = run.id, session.scalars(select(Delivery.id).order_by(Delivery.id)).first()
    person, commits = threading.get_ident(), []

    def mail_fails():
        with app.app_context():
            try:
                fail(first, "fail")
                settle_run(run_id, by=SYSTEM)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as worker:

        def meanwhile(_session):
            if threading.get_ident() == person:
                commits.append(1)
                if len(commits) == 2:  # the first is the decision, the second the run's
                    worker.submit(mail_fails).result(timeout=60)

        with before_commit(meanwhile):
            resend(first, by=admin)
    assert len(commits) >= 2 and state(session, run_id) is RunStatus.PARTIAL
