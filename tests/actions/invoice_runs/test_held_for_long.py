"""Who holds a run for seconds looks where it stands when they are done, also when nothing came of it: nobody could move it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext

import pytest
from sqlalchemy import event, select

from app.access.actor import SYSTEM
from app.actions.deliveries.carry import begin_delivery, finish_delivery
from app.actions.deliveries.decide import mark_sent
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.invoice_runs.settle import settle_run
from app.core.entity import db
from app.core.errors import Conflict
from app.models import Delivery, InvoiceRun, Organisation, RunOrganisation
from app.models.invoice_run import Decision, RunStatus
from app.queries.progress import progress
from tests.views.billing import JUNE, previewed


@pytest.fixture
def run(make, world, admin, session):
    """Of two organisations: one is approved and sent, and nobody knows whether its mail arrived; the other is still open."""
    location = make.location(sender_email="kloof@example.com")
    first, second = (make.organisation(location, invoice_email=f"{name}@example.com", accounting_email="") for name in ("one", "two"))
    desk = make.membership(location)
    for each in (first, second):
        make.license(each, desk)
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin, organisation_ids=[first.id])
    world.run_jobs()
    send_run(run.id, by=admin)
    finish_delivery(begin_delivery(session.scalars(select(Delivery.id)).one(), by=SYSTEM), "lose", "No answer", by=SYSTEM)
    settle_run(run.id, by=admin)
    return preview_run(run.id, by=admin)


@contextmanager
def meanwhile(app, statement: str, then: Callable[[], object]) -> Iterator[list[Future[object]]]:
    """Somebody else does `then`, from beginning to end, before this thread sends its first statement with these words."""
    person, done = threading.get_ident(), list[Future[object]]()

    def other():
        with app.app_context():
            try:
                then()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as others:

        def come(_connection, _cursor, said, *_rest):
            if threading.get_ident() == person and statement in said and not done:
                done.append(others.submit(other))
                done[0].result(timeout=60)

        event.listen(db.engine, "before_cursor_execute", come)
        try:
            yield done
        finally:
            event.remove(db.engine, "before_cursor_execute", come)


def moved(make, run):
    """The organisation that is open has one more license than was seen."""
    seen = make.session.scalars(
        select(RunOrganisation.organisation_id).where(RunOrganisation.run_id == run.id, RunOrganisation.decision == Decision.OPEN)
    ).one()
    make.license(make.session.get_one(Organisation, seen))
    return pytest.raises(Conflict, match="moved")


def second(make, run):
    """A second person is needed."""
    run.location.second_approver_above_cents = 0
    make.session.commit()
    return nullcontext()


@pytest.mark.parametrize("why", [moved, second])
def test_an_approval_that_comes_to_nothing_leaves_no_run_on_its_way(app, make, run, admin, session, why):
    """The last mail is decided while the approval holds the run, and who decides it gives way."""
    run_id, mark, mail = run.id, run.fingerprint, session.scalars(select(Delivery.id)).one()
    expected = why(make, run)
    session.rollback()
    with meanwhile(app, "FROM membership", lambda: mark_sent(mail, by=SYSTEM)) as done, expected:
        assert approve_run(run_id, mark, by=admin).needs_second
    session.rollback()
    assert done and session.get_one(InvoiceRun, run_id).status is not RunStatus.RUNNING
    assert not progress(run_id, by=admin).is_moving
