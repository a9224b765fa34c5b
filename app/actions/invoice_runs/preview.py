"""Preview a run: keep a snapshot of every organisation's document, with a fingerprint that approval must meet again (I1)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoice_runs.settle import settling
from app.core import clock
from app.models import InvoiceRun, RunOrganisation
from app.models.invoice_run import Decision, RunStatus
from app.queries.billing_terms import policy_then
from app.queries.line_json import Words, line_json
from app.queries.preview import Preview, preview
from app.queries.preview_rows import PreviewRow
from app.queries.runs import cut_off_today, is_open
from app.work import Work, transaction
from app.writing import copy_rows

COLUMNS = (
    "run_id",
    "organisation_id",
    "decision",
    "left_out_reason",
    "decided_by",
    "decided_at",
    "fingerprint",
    "net_cents",
    "vat_cents",
    "total_cents",
    "previous_net_cents",
    "licenses",
    "volume_count",
    "corrected_counts",
    "warnings",
    "causes",
    "lines",
)


def preview_run(run_id: int, *, by: Actor) -> InvoiceRun:
    """Look again. Who was left out stays left out; who was approved is no longer part of the preview; a cut-off that nobody chose moves on to today (P13).

    Taxed as an approval today would be: by the rate of the 1st, the approval of a month whose rate changes within it would never meet its preview (P9, I2).
    """
    with settling(run_id, by=by), transaction(by=by) as work:
        require(by, Permission.INVOICE_RUN_PREPARE)
        run = work.lock(InvoiceRun, run_id)
        look_again(work, run)
    return run


def look_again(work: Work, run: InvoiceRun) -> None:
    """The snapshot and the cut-off that it was made with, of a run that is locked: whoever approves does so by the same."""
    today, policy = clock.today(run.location.zone), policy_then(run.proration, run.discount_mode, run.counts_free)
    if is_open(work.session, run):
        run.cut_off = cut_off_today(run)
    keep_snapshot(work, run, preview(work.session, run.location, run.month, cut_off=run.cut_off, approved_on=today, policy=policy))
    if run.status in (RunStatus.DRAFT, RunStatus.PREVIEWED):
        InvoiceRun.moves.move(run, "preview")


def keep_snapshot(work: Work, run: InvoiceRun, found: Preview) -> None:
    """Replace the rows that are not approved, and the run's totals."""
    session = work.session
    left_out = {
        row.organisation_id: row
        for row in session.scalars(
            select(RunOrganisation).where(RunOrganisation.run_id == run.id, RunOrganisation.decision == Decision.LEFT_OUT)
        )
    }
    session.execute(delete(RunOrganisation).where(RunOrganisation.run_id == run.id, RunOrganisation.decision != Decision.APPROVED))
    words = Words(found.terms)
    copy_rows(session, "run_organisation", COLUMNS, (_row(run, row, words, left_out.get(row.id)) for row in found.rows))
    totals = found.totals
    if found.fingerprint != run.fingerprint:
        run.fingerprint = found.fingerprint
        run.approval_asked_by_id, run.approval_asked_fingerprint = None, ""  # that yes was to another preview
    run.organisations = len(found.rows)
    run.net_cents, run.vat_cents, run.total_cents = totals
    run.previous_net_cents = found.previous_net
    run.previewed_at = clock.now()


def _row(run: InvoiceRun, row: PreviewRow, words: Words, left_out: RunOrganisation | None) -> tuple[Any, ...]:
    document = row.document
    return (
        run.id,
        row.id,
        Decision.LEFT_OUT if left_out else Decision.OPEN,
        left_out.left_out_reason if left_out else "",
        left_out.decided_by if left_out else "",
        left_out.decided_at if left_out else None,
        document.fingerprint,
        document.totals.net,
        document.totals.vat,
        document.totals.total,
        row.previous_net,
        row.licenses,
        document.volume_count,
        json.dumps({str(month): count for month, count in row.corrected_counts.items()}),
        json.dumps(row.warnings),
        json.dumps({cause.value: cents for cause, cents in row.causes.items()}),
        json.dumps([line_json(line, words.of(line), words.item_code(line)) for line in document.lines], ensure_ascii=False),
    )
