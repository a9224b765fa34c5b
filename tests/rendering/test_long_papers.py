"""A paper that is too long to be printed is named before it is approved, and ends a job in words instead of its worker."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.roles import FINANCE
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.leave_out import leave_out
from app.core.errors import Refused
from app.models import Invoice, OutboxMessage, RunOrganisation
from app.models.outbox import OutboxState
from app.rendering.pdf import invoice_pdf
from app.rules import document
from tests.rendering.documents import DESKS, invoice, pages_of
from tests.views.billing import JUNE, previewed, text_of


def test_what_is_too_long_is_refused_before_a_page_is_set(app, monkeypatch):
    monkeypatch.setattr(document, "MOST_LINES", len(DESKS))
    assert len(pages_of(invoice_pdf(invoice(*DESKS)))) == 1
    with pytest.raises(Refused, match="KLF-00042 has 7 lines"):
        invoice_pdf(invoice(*DESKS, DESKS[0]))


def test_the_preview_says_so_and_the_approval_refuses_it(make, admin, session, login, monkeypatch):
    monkeypatch.setattr(document, "MOST_LINES", 2)
    location = make.location()
    desk = make.membership(location)
    large, small = make.organisation(location, name="Large"), make.organisation(location, name="Small")
    for owner, count in ((large, 3), (small, 2)):
        for _license in range(count):
            make.license(owner, desk)
    run = previewed(location, JUNE, admin)
    warnings = dict(session.execute(select(RunOrganisation.organisation_id, RunOrganisation.warnings)).all())
    assert {"kind": "too_many_lines"} in warnings[large.id] and {"kind": "too_many_lines"} not in warnings[small.id]
    assert "Too many lines" in text_of(login(FINANCE).get(f"/runs/{run.id}"))
    with pytest.raises(Refused, match="Large have more than"):
        approve_run(run.id, run.fingerprint, by=admin)
    leave_out(run.id, large.id, "Too long", by=admin)
    assert approve_run(run.id, run.fingerprint, by=admin).invoices == 1


def test_one_that_is_there_already_ends_its_job_at_once_and_says_why(make, admin, world, session, monkeypatch):
    location = make.location()
    make.license(make.organisation(location), make.membership(location))
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    monkeypatch.setattr(document, "MOST_LINES", 0)
    world.run_jobs()
    parked = session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.PARKED)).one()
    assert (parked.job, parked.attempt) == ("jobs.documents.render", 1) and "a paper holds at most" in parked.last_error
    assert session.scalars(select(Invoice)).one().document_id is None
