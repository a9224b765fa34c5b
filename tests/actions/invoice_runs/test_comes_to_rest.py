"""A run says Done when everything is sent, also where no mail comes back to tell it; and its page waits for that."""

from __future__ import annotations

import pytest

from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.send import send_run
from app.actions.invoice_runs.settle import settle_run
from app.models import InvoiceRun, Step
from app.models.invoice_run import RunStatus
from app.models.location import MailMode
from app.models.step import StepState
from app.queries.progress import progress
from tests.views.billing import JUNE, previewed


@pytest.fixture
def approved(make, world, admin):
    def make_one(**wishes):
        location = make.location(**{"sender_email": "kloof@example.com"} | wishes)
        make.license(make.organisation(location, invoice_email="" if not wishes else "acme@example.com"))
        run = previewed(location, JUNE, admin)
        approve_run(run.id, run.fingerprint, by=admin)
        world.run_jobs()
        return run

    return make_one


@pytest.mark.parametrize("wishes", [{}, {"mail_mode": MailMode.SILENT}])
def test_what_nobody_is_mailed_is_done_at_once(approved, admin, session, wishes):
    run = approved(**wishes)
    assert session.get(InvoiceRun, run.id).status is RunStatus.APPROVED
    send_run(run.id, by=admin)
    assert session.get(InvoiceRun, run.id).status is RunStatus.DONE


def test_the_page_moves_until_the_row_says_so_and_not_for_what_is_stuck(approved, admin, session):
    run = approved()
    step = session.query(Step).filter_by(run_id=run.id).one()
    row = session.get(InvoiceRun, run.id)
    row.status = RunStatus.RUNNING  # between the last step and the job that settles the run
    session.commit()
    found = progress(run.id, by=admin)
    assert (found.is_moving, found.state) == (True, RunStatus.APPROVED)
    settle_run(run.id, by=admin)
    assert not progress(run.id, by=admin).is_moving
    step.state, step.reason = StepState.FAILED, "No paper"
    session.commit()
    settle_run(run.id, by=admin)
    assert session.get(InvoiceRun, run.id).status is RunStatus.PARTIAL
    assert not progress(run.id, by=admin).is_moving, "it waits for a person"
