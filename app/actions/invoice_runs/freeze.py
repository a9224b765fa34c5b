"""Freeze previewed organisations into invoices, or credit notes where the sum is below zero, in bulk (I2, P9, P12)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.actions.deposits.billed import bill_deposits, pay_from_kept
from app.actions.invoice_runs.frozen import LINE, Frozen, line_rows
from app.actions.invoices.events import InvoiceApproved
from app.actions.invoices.numbers import next_numbers
from app.among import among
from app.core import clock
from app.models import Adhoc, InvoiceRun, Location, Organisation
from app.models.number_series import DocumentType
from app.models.step import StepName
from app.queries.line_json import Words
from app.queries.parties import buyer_json, seller_json
from app.queries.preview import Preview
from app.queries.preview_rows import PreviewRow
from app.queries.working_days import working_day_test
from app.request import request_id
from app.rules.document_hash import HashedDocument, HashedLine, document_hash
from app.rules.due_dates import due_date, invoice_date
from app.rules.lines import LineKind
from app.work import Work
from app.writing import copy_rows, one_plan_for_all_checks, reserve_ids

DOCUMENT = ("id", "organisation_id", "location_id", "run_id", "month", "number", "status", "currency", "issued_on")
MONEY = ("net_cents", "vat_cents", "total_cents")
PARTIES = ("seller", "buyer", "content_hash")
INVOICE = (*DOCUMENT, *MONEY, *PARTIES, "due_on", "reference", "locked_at")
CREDIT_NOTE = (*DOCUMENT, *MONEY, *PARTIES, "kind", "reason")
AUDIT = ("actor_id", "actor", "verb", "noun", "noun_id", "name", "location_id", "changes", "request_id")


def freeze(work: Work, run: InvoiceRun, location: Location, found: Preview, approved: Sequence[PreviewRow]) -> tuple[int, int]:
    """Write the documents of `approved`, their lines, steps and audit, mark their charges as billed; (invoices, credit notes)."""
    words = Words(found.terms)
    issued_on = invoice_date(run.month, clock.today(location.zone))
    seller = seller_json(location)
    buyers = _buyers(work, approved)
    invoices = _number(work, location, [row for row in approved if row.document.totals.total >= 0], DocumentType.INVOICE, 1)
    credits = _number(work, location, [row for row in approved if row.document.totals.total < 0], DocumentType.CREDIT_NOTE, -1)
    is_working_day = working_day_test(location) if location.due_on_working_day else None
    for document in (*invoices, *credits):
        buyer, payment_days = buyers[document.row.id]
        document.buyer = buyer
        if document.sign > 0:
            document.due_on = due_date(issued_on, payment_days, location.payment_days, is_working_day=is_working_day)
        document.texts = [words.of(line) for line in document.row.document.lines]
        document.content_hash = _hash(document, location, issued_on, seller)
    session, now = work.session, clock.now()
    head = _Head(run, location, issued_on, seller, now)
    copy_rows(session, "invoice", INVOICE, (head.invoice(document) for document in invoices))
    copy_rows(session, "credit_note", CREDIT_NOTE, (head.credit_note(document) for document in credits))
    copy_rows(session, "invoice_line", ("invoice_id", *LINE), line_rows(invoices, run, words, found.tax))
    copy_rows(session, "credit_note_line", ("credit_note_id", *LINE), line_rows(credits, run, words, found.tax))
    _steps(work, run, location, invoices, credits)
    _mark_billed(work, run, invoices, credits, now)
    _audit(work, location, invoices, credits)
    work.emit_all([InvoiceApproved(document.id) for document in invoices])
    return len(invoices), len(credits)


def _buyers(work: Work, approved: Sequence[PreviewRow]) -> dict[int, tuple[str, int | None]]:
    query = select(
        Organisation.id,
        Organisation.payment_days,
        Organisation.name,
        Organisation.address,
        Organisation.vat_number,
        Organisation.registration_number,
        Organisation.code,
    ).where(among(Organisation.id, [row.id for row in approved]))
    return {
        row_id: (buyer_json(name, address, vat_number, registration, code), payment_days)
        for row_id, payment_days, name, address, vat_number, registration, code in work.session.execute(query)
    }


def _number(work: Work, location: Location, rows: Sequence[PreviewRow], document_type: DocumentType, sign: int) -> list[Frozen]:
    numbers = next_numbers(work, location, document_type, len(rows))
    ids = reserve_ids(work.session, document_type.value, len(rows)) if rows else []
    return [Frozen(row_id, number, row, sign) for row_id, number, row in zip(ids, numbers, rows, strict=True)]


def _hash(document: Frozen, location: Location, issued_on: dt.date, seller: str) -> str:
    sign, totals = document.sign, document.row.document.totals
    return document_hash(
        HashedDocument(
            document.number, location.currency, issued_on, document.due_on, seller, document.buyer, *(sign * each for each in totals)
        ),
        (
            HashedLine(text, sign * line.net, sign * line.vat, line.vat_percent)
            for line, text in zip(document.row.document.lines, document.texts, strict=True)
        ),
    )


@dataclass(slots=True)
class _Head:
    """What all documents of one approval share."""

    run: InvoiceRun
    location: Location
    issued_on: dt.date
    seller: str
    now: dt.datetime

    def _document(self, document: Frozen, status: str) -> tuple[Any, ...]:
        totals = document.row.document.totals
        return (
            document.id,
            document.row.id,
            self.location.id,
            self.run.id,
            self.run.month.first,
            document.number,
            status,
            self.location.currency,
            self.issued_on,
            document.sign * totals.net,
            document.sign * totals.vat,
            document.sign * totals.total,
            self.seller,
            document.buyer,
            document.content_hash,
        )

    def invoice(self, document: Frozen) -> tuple[Any, ...]:
        return (*self._document(document, "subscription_locked"), document.due_on, document.number, self.now)

    def credit_note(self, document: Frozen) -> tuple[Any, ...]:
        return (*self._document(document, "approved"), "run", "Credits of the month exceed its charges")


def _steps(work: Work, run: InvoiceRun, location: Location, invoices: Sequence[Frozen], credits: Sequence[Frozen]) -> None:
    names = list(StepName) if location.xero_connection_id is not None else [StepName.PDF]
    for column, documents in (("invoice_id", invoices), ("credit_note_id", credits)):
        kind = column.removesuffix("_id").replace("_", "-")
        rows = ((run.id, document.id, name.value, f"{kind}-{document.id}-{name.value}") for document in documents for name in names)
        copy_rows(work.session, "step", ("run_id", column, "name", "key"), rows)


def _mark_billed(work: Work, run: InvoiceRun, invoices: Sequence[Frozen], credits: Sequence[Frozen], now: dt.datetime) -> None:
    """The charges and deposits are billed, and the run's rows point at their documents."""
    session = work.session
    charges = [line.id for document in (*invoices, *credits) for line in document.row.document.lines if line.kind is LineKind.ADHOC]
    if charges:
        session.execute(update(Adhoc).where(among(Adhoc.id, charges)).values(invoiced_at=now))
        pay_from_kept(work, (*invoices, *credits), charges)
    bill_deposits(work, invoices)
    raw: Any = session.connection().connection.driver_connection
    with one_plan_for_all_checks(raw):
        for column, documents in (("invoice_id", invoices), ("credit_note_id", credits)):
            raw.execute(
                f"UPDATE run_organisation r SET decision = 'approved', decided_by = %s, decided_at = %s, {column} = made.document"  # noqa: S608 - one of the two above
                " FROM unnest(%s::bigint[], %s::bigint[]) AS made(organisation, document)"
                " WHERE r.run_id = %s AND r.organisation_id = made.organisation",
                (work.by.name, now, [each.row.id for each in documents], [each.id for each in documents], run.id),
            )
    session.expire_all()


def _audit(work: Work, location: Location, invoices: Sequence[Frozen], credits: Sequence[Frozen]) -> None:
    shared = request_id.get()
    for noun, documents in (("invoice", invoices), ("credit_note", credits)):
        rows = (
            (
                work.by.id,
                work.by.name,
                "approve",
                noun,
                each.id,
                each.number,
                location.id,
                json.dumps({"total_cents": [None, each.sign * each.row.document.totals.total], "organisation": [None, each.row.name]}),
                shared,
            )
            for each in documents
        )
        copy_rows(work.session, "audit_event", AUDIT, rows)
