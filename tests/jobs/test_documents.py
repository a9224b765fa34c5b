"""PDFs of a run that somebody paused wait until it goes on."""

from __future__ import annotations

from sqlalchemy import func, select

from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.pause import pause_run, resume_run
from app.actions.invoice_runs.preview import preview_run
from app.core.month import Month
from app.models import Document

JUNE = Month(2026, 6)


def test_a_paused_run_makes_no_pdfs_until_it_goes_on(make, world, admin, session):
    location = make.location()
    make.license(make.organisation(location), make.membership(location))
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    pause_run(run.id, by=admin)
    world.run_jobs()
    assert session.scalar(select(func.count()).select_from(Document)) == 0
    resume_run(run.id, by=admin)
    world.run_jobs()
    assert session.scalar(select(func.count()).select_from(Document)) == 1
