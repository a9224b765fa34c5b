"""Invoices and credit notes into Xero, each once: created as drafts, compared to the cent, then authorised (I6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.invoice_runs.settle import settle_run
from app.actions.invoice_runs.wake import continue_run, want_documents
from app.actions.steps.batch import Batch, fail, give_back, lose, take_batch
from app.actions.xero.record import Held, disagreement, record_agreed, record_contact, record_created
from app.core.entity import db
from app.integrations.errors import GiveUp, Retry, Unknown
from app.integrations.xero import (
    ContactForXero,
    CreditNoteForXero,
    InvoiceForXero,
    LineForXero,
    Refusal,
    TokenRefused,
    Xero,
    XeroDocument,
)
from app.integrations.xero.values import ItemForXero
from app.models import CreditNote, Invoice, InvoiceRun, XeroConnection
from app.models.step import StepName
from app.models.xero_connection import XeroState
from app.queries.xero_papers import Books, Paper, PaperKind, adopted_contacts, books_of, contact_facts, papers
from jobs import job
from jobs.xero_token import books_at, renew

log = structlog.get_logger("xero")

BATCHES_A_JOB = 10  # then another job goes on: short jobs stop, pause and recover quickly
DRAFTS = ("DRAFT", "SUBMITTED")
LOOK_AGAIN = 10  # seconds until an unknown outcome is looked up


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


@job(queue="xero", timeout=60)
def void(invoice_id: int) -> None:
    """What Xero holds of a void invoice is voided, or deleted while it is a draft. What it never got is nothing to do."""
    invoice = db.session.get_one(Invoice, invoice_id)
    number = invoice.number or ""
    target = books_of(db.session(), invoice.location_id)
    db.session.rollback()
    if target is None:
        return
    xero = books_at(target.connection_id, target.tenant_id)
    found = xero.find_invoices([number]).get(number)
    if found is None or found.status in ("VOIDED", "DELETED"):
        return
    answer = xero.void_invoice(found.xero_id, key=f"void-{invoice_id}", is_draft=found.status in DRAFTS)
    if isinstance(answer, Refusal):
        raise GiveUp(answer.reason)


def refresh_tokens() -> str | None:
    """Each minute: whose token ends within ten minutes gets a new one (T3)."""
    connections = db.session.scalars(select(XeroConnection).where(XeroConnection.state == XeroState.CONNECTED)).all()
    return ", ".join(each.name for each in connections if each.sealed_token is not None and renew(each.id)) or None


def _push(target: Books, kind: PaperKind, **which: Any) -> bool:
    """Create and check; False when there is more to do than one job should take."""
    ready: _Ready | None = None
    for name, step in ((StepName.XERO_CREATE, _create), (StepName.XERO_CHECK, _check)):
        for _round in range(BATCHES_A_JOB):
            batch = take_batch(name, kind, by=SYSTEM, **which)
            if batch is None:
                break
            try:
                ready = ready or _Ready(books_at(target.connection_id, target.tenant_id), target)
                step(ready, kind, batch)
            except Unknown as lost:
                lose(batch.step_ids, lost.reason, by=SYSTEM)
                raise Retry(lost.reason, after=LOOK_AGAIN) from lost
            except TokenRefused:
                give_back(batch.step_ids, by=SYSTEM) if not batch.uncertain else None
                renew(target.connection_id, force=True)
                raise
            except Retry:
                if not batch.uncertain:
                    give_back(batch.step_ids, by=SYSTEM)
                raise
            except GiveUp as no:
                fail(batch.step_ids, no.reason, by=SYSTEM)
                log.warning("xero refused", reason=no.reason)
        else:
            return False
    return True


@dataclass
class _Ready:
    """One job's connection, and what it has already made sure of over there."""

    xero: Xero
    target: Books
    items: frozenset[str] = frozenset()
    tracked: bool = False

    def prepare(self, wanted: Sequence[Paper], key: str) -> None:
        """The items and the tracking option that the lines name."""
        codes = {line.item_code for paper in wanted for line in paper.lines if line.item_code} - self.items
        if codes:
            self.xero.ensure_items([ItemForXero(code, code) for code in sorted(codes)], key=f"{key}-items")
            self.items |= codes
        if self.target.tracking and not self.tracked:
            self.xero.ensure_tracking_option(*self.target.tracking, key=f"{key}-tracking")
            self.tracked = True


def _create(ready: _Ready, kind: PaperKind, batch: Batch) -> None:
    wanted = papers(db.session(), kind, batch.document_ids, ready.target.connection_id)
    steps = dict(zip(batch.document_ids, batch.step_ids, strict=True))
    db.session.rollback()  # no transaction stays open while the vendor is asked
    if batch.uncertain:
        found = _finder(ready.xero, kind)([paper.number for paper in wanted])
        record_created(kind, {paper.id: _held(found[paper.number]) for paper in wanted if paper.number in found}, by=SYSTEM)
        rest = [paper for paper in wanted if paper.number not in found]
        if len(rest) != len(wanted):
            give_back([steps[paper.id] for paper in rest], by=SYSTEM)
            return
    ready.prepare(wanted, batch.call_key)
    known, refused = _with_contacts(ready, wanted)
    for paper, reason in refused:
        fail([steps[paper.id]], reason, by=SYSTEM)
    if not known:
        return
    if refused:  # another body than the key may have been used for: those who are left go under a new key
        give_back([steps[paper.id] for paper in known], by=SYSTEM)
        return
    answers = _creator(ready.xero, kind)([_for_xero(paper, ready.target) for paper in known], key=batch.call_key)
    created = {paper.id: _held(told) for paper, told in zip(known, answers, strict=True) if isinstance(told, XeroDocument)}
    record_created(kind, created, by=SYSTEM)
    for paper, told in zip(known, answers, strict=True):
        if isinstance(told, Refusal):
            fail([steps[paper.id]], told.reason, by=SYSTEM)


def _check(ready: _Ready, kind: PaperKind, batch: Batch) -> None:
    wanted = papers(db.session(), kind, batch.document_ids, ready.target.connection_id)
    steps = dict(zip(batch.document_ids, batch.step_ids, strict=True))
    db.session.rollback()
    found = _finder(ready.xero, kind)([paper.number for paper in wanted])
    agreed: list[Paper] = []
    for paper in wanted:
        told = found.get(paper.number)
        if told is None:
            fail([steps[paper.id]], f"Xero no longer has {paper.number}.", by=SYSTEM)
        elif reason := disagreement(Held("", "", paper.net, paper.vat, paper.total), _held(told)):
            fail([steps[paper.id]], reason, by=SYSTEM)
        else:
            agreed.append(paper)
    drafts = [found[paper.number].xero_id for paper in agreed if found[paper.number].status in DRAFTS]
    refusals: dict[str, str] = {}
    if drafts:
        move = ready.xero.authorise_invoices if kind is PaperKind.INVOICE else ready.xero.authorise_credit_notes
        for xero_id, told in zip(drafts, move(drafts, key=f"{batch.call_key}-ok"), strict=True):
            if isinstance(told, Refusal):
                refusals[xero_id] = told.reason
    good = {}
    for paper in agreed:
        xero_id = found[paper.number].xero_id
        if xero_id in refusals:
            fail([steps[paper.id]], refusals[xero_id], by=SYSTEM)
        else:
            good[paper.id] = xero_id
    record_agreed(kind, good, by=SYSTEM)


def _with_contacts(ready: _Ready, wanted: Sequence[Paper]) -> tuple[list[Paper], list[tuple[Paper, str]]]:
    """Papers with their contact known, and those whose contact Xero refuses, with its words."""
    missing = sorted({paper.organisation_id for paper in wanted if paper.contact_id is None})
    if not missing:
        return list(wanted), []
    facts, given = contact_facts(db.session(), missing), adopted_contacts(db.session(), missing)
    db.session.rollback()
    contacts: dict[int, str] = {}
    reasons: dict[int, str] = {}
    for organisation_id in missing:
        mine = facts[organisation_id]
        try:
            contact_id = given.get(organisation_id)
            if contact_id is None:
                known = ready.xero.find_contact(mine.code)
                asked = ContactForXero(mine.code, mine.name, mine.email or None, mine.vat_number or None)
                contact_id = (known or ready.xero.create_contact(asked, key=f"contact-{mine.code}")).xero_id
        except GiveUp as no:
            reasons[organisation_id] = no.reason
            continue
        contacts[organisation_id] = contact_id
        record_contact(organisation_id, ready.target.connection_id, contact_id, by=SYSTEM)
    known_papers = [
        paper if paper.contact_id else replace(paper, contact_id=contacts[paper.organisation_id])
        for paper in wanted
        if paper.contact_id or paper.organisation_id in contacts
    ]
    return known_papers, [(paper, reasons[paper.organisation_id]) for paper in wanted if paper.organisation_id in reasons]


def _for_xero(paper: Paper, target: Books) -> InvoiceForXero | CreditNoteForXero:
    lines = tuple(
        LineForXero(
            line.description,
            line.net,
            line.tax_type,
            line.vat,
            target.account_code,
            line.item_code or None,
            (target.tracking,) if target.tracking else (),
        )
        for line in paper.lines
    )
    contact = paper.contact_id or ""
    if paper.kind is PaperKind.CREDIT_NOTE:
        return CreditNoteForXero(paper.number, contact, paper.issued_on, paper.currency, paper.reference, lines)
    return InvoiceForXero(paper.number, contact, paper.issued_on, paper.due_on or paper.issued_on, paper.currency, paper.reference, lines)


def _creator(xero: Xero, kind: PaperKind) -> Callable[..., list[XeroDocument | Refusal]]:
    return xero.create_invoices if kind is PaperKind.INVOICE else xero.create_credit_notes


def _finder(xero: Xero, kind: PaperKind) -> Callable[[list[str]], dict[str, XeroDocument]]:
    return xero.find_invoices if kind is PaperKind.INVOICE else xero.find_credit_notes


def _held(told: XeroDocument) -> Held:
    return Held(told.xero_id, told.status, told.net, told.tax, told.total, told.line_ids)
