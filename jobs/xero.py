"""Invoices and credit notes into Xero, each once: created as drafts, compared to the cent, then authorised (I6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.invoice_runs.settle import settle_run
from app.actions.invoice_runs.wake import continue_run, want_documents
from app.actions.steps.batch import take_batch
from app.core import clock
from app.core.entity import db
from app.integrations.errors import GiveUp, NotYet, Retry, Unknown
from app.integrations.xero import Refusal
from app.models import CreditNote, Invoice, InvoiceRun, Step, XeroConnection
from app.models.step import StepName
from app.models.xero_connection import XeroState
from app.queries.xero_papers import Books, PaperKind, books_of
from jobs import job
from jobs.xero_batch import Ready, check, create
from jobs.xero_documents import DRAFTS
from jobs.xero_keys import key_of
from jobs.xero_outcomes import minding
from jobs.xero_token import books_at, renew

ON_ITS_WAY = dt.timedelta(minutes=5)  # the longest that a job may take which creates
BATCHES_A_JOB = 10  # then another job goes on: short jobs stop, pause and recover quickly


@job(queue="xero", timeout=300)
def push_run(run_id: int) -> None:
    """Everything of the run that is approved and not yet in Xero. Safe to run twice and to be killed anywhere."""
    run = db.session.get_one(InvoiceRun, run_id)
    target = books_of(db.session(), run.location_id)
    if target is None:
        want_documents(run_id, by=SYSTEM)
        return
    for kind in PaperKind:
        if not _push(target, kind, run_id=run_id):
            continue_run(run_id, by=SYSTEM)
            return
    settle_run(run_id, by=SYSTEM)


@job(queue="xero", timeout=120)
def push_credit_note(credit_note_id: int) -> None:
    """One credit note, that staff made of an invoice."""
    note = db.session.get_one(CreditNote, credit_note_id)
    target = books_of(db.session(), note.location_id)
    if target is None:
        want_documents(None, credit_note_id=credit_note_id, by=SYSTEM)
        return
    _push(target, PaperKind.CREDIT_NOTE, document_id=credit_note_id)


@job(queue="xero", timeout=120)
def push_invoice(invoice_id: int) -> None:
    """One invoice that no run made: what was bought in the shop, once it is paid."""
    invoice = db.session.get_one(Invoice, invoice_id)
    target = books_of(db.session(), invoice.location_id)
    if target is None:
        want_documents(None, invoice_id=invoice_id, by=SYSTEM)
        return
    _push(target, PaperKind.INVOICE, document_id=invoice_id)


@job(queue="xero", timeout=60)
def void(invoice_id: int) -> None:
    """What Xero holds of a void invoice is voided, or deleted while it is a draft. What it never got is nothing to do, once no call that creates it can be on its way."""
    invoice = db.session.get_one(Invoice, invoice_id)
    number = invoice.number or ""
    target = books_of(db.session(), invoice.location_id)
    create_call = select(Step.started_at).where(
        Step.invoice_id == invoice_id, Step.name == StepName.XERO_CREATE, Step.call_key.is_not(None)
    )
    asked_at = db.session.scalar(create_call)
    db.session.rollback()
    if target is None:
        return
    xero = books_at(target.connection_id, target.tenant_id)
    found = xero.find_invoices([number]).get(number)
    if found is None and asked_at is not None and clock.now() < asked_at + ON_ITS_WAY:
        raise NotYet(_("Another worker may be making it in Xero at this moment."), after=60)
    if found is None or found.status in ("VOIDED", "DELETED"):
        return
    is_draft = found.status in DRAFTS
    try:
        answer = xero.void_invoice(found.xero_id, key=key_of(f"void-{invoice_id}", [found.xero_id, is_draft]), is_draft=is_draft)
    except Unknown as lost:
        raise Retry(lost.reason) from lost  # then it is looked up by its number
    if isinstance(answer, Refusal):
        raise GiveUp(answer.reason)


def refresh_tokens() -> str | None:
    """Each minute: whose token ends within ten minutes gets a new one (T3)."""
    connections = db.session.scalars(select(XeroConnection).where(XeroConnection.state == XeroState.CONNECTED)).all()
    return ", ".join(each.name for each in connections if each.sealed_token is not None and renew(each.id)) or None


def _push(target: Books, kind: PaperKind, **which: Any) -> bool:
    """Create and check; False when there is more to do than one job should take."""
    ready: Ready | None = None
    seen: set[str] = set()
    for name, step in ((StepName.XERO_CREATE, create), (StepName.XERO_CHECK, check)):
        for _round in range(BATCHES_A_JOB):
            batch = take_batch(name, kind, besides=seen, by=SYSTEM, **which)
            if batch is None:
                break
            seen.add(batch.call_key)
            with minding(batch):
                ready = ready or Ready(books_at(target.connection_id, target.tenant_id), target)
                step(ready, kind, batch)
        else:
            return False
    return True
