"""Approve a run: what was seen becomes invoices with numbers, locked until they are sent, in one transaction (I2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoice_runs.freeze import freeze
from app.actions.invoice_runs.settle import settling
from app.actions.invoices.identity import require_identity
from app.actions.months.open import require_open_month
from app.among import among
from app.core import clock
from app.core.errors import Conflict, FoyerError, Refused
from app.core.events import Event
from app.core.money import plain
from app.models import FoyerUser, InvoiceRun, Location, Membership, Organisation, RunOrganisation
from app.models.invoice_run import Decision, RunStatus, approval_mark
from app.models.organisation import OrganisationStatus
from app.queries.billing_terms import policy_then
from app.queries.no_collection import no_collection
from app.queries.preview import Preview, preview
from app.queries.run_approval import approved_so_far
from app.rules.document import MOST_LINES, is_too_long
from app.work import Work, transaction

SEPARATOR = ", "  # between the names of those who approved


@dataclass(frozen=True)
class RunApproved(Event):
    run_id: int


@dataclass(frozen=True)
class ApprovalAsked(Event):
    """A second person is needed for what one has approved; `mark` is of what they saw."""

    run_id: int
    user_id: int
    mark: str


@dataclass(frozen=True)
class Approval:
    """What came of it: the numbers of documents made, or that a second person is still needed."""

    run_id: int
    invoices: int
    credit_notes: int
    total_cents: int
    needs_second: bool = False


def approve_run(run_id: int, fingerprint: str, *, by: Actor, organisation_ids: Collection[int] | None = None) -> Approval:
    """Approve all that is open in the run, or only some.

    `fingerprint` is that of the preview which the person looked at. Raises Conflict, with the organisations that differ,
    when anything moved since; Refused when nothing is left to approve, a tax invoice cannot be made, or the month is closed.
    """
    with settling(run_id, by=by), no_collection(), transaction(by=by) as work:
        run = work.lock(InvoiceRun, run_id)
        require(by, Permission.INVOICE_RUN_APPROVE, run)
        location = work.get(Location, run.location_id)
        if run.status is RunStatus.DRAFT:
            raise Refused(_("Look at the preview of %(run)s first.", run=run))
        if fingerprint != run.fingerprint:
            raise Conflict(_("%(run)s has been previewed again since you looked. Look at it once more.", run=run))
        rows = _seen_rows(work, run, organisation_ids)
        _hold_still(work, location, [row.organisation_id for row in rows])
        active = _still_active(work, [row.organisation_id for row in rows])
        found = preview(
            work.session,
            location,
            run.month,
            cut_off=run.cut_off,
            organisation_ids=None if organisation_ids is None else active,
            approved_on=clock.today(location.zone),
            policy=policy_then(run.proration, run.discount_mode, run.counts_free),
        )
        _require_as_seen(run, rows, found)
        chosen = {row.organisation_id for row in rows}
        _require_possible(location, found, chosen)
        require_open_month(work, location, run.month)  # not before the preview: that takes seconds, in which somebody may close the month
        approved = [row for row in found.rows if row.id in chosen]
        total = sum(row.document.totals.total for row in approved)
        mark = approval_mark(run.fingerprint, None if organisation_ids is None else chosen)
        at_stake = sum(abs(row.document.totals.total) for row in approved) + approved_so_far(work.session, run.id)
        if _second_needed(run, location, at_stake, mark, by):
            work.emit(ApprovalAsked(run.id, by.id or 0, mark))
            return Approval(run.id, 0, 0, total, needs_second=True)
        invoices, credit_notes = freeze(work, run, location, found, approved)
        InvoiceRun.moves.move(run, "approve")
        run.approved_at = run.approved_at or clock.now()
        run.proration, run.discount_mode, run.counts_free = found.policy.proration, found.policy.mode, found.policy.counts_free
        run.approved_by = _approvers(work, run, by)
        run.approval_asked_by_id, run.approval_asked_fingerprint = None, ""
        work.emit(RunApproved(run.id))
    return Approval(run_id, invoices, credit_notes, total)


class _Seen(NamedTuple):
    """What a person saw of one organisation; the total in cents."""

    organisation_id: int
    name: str
    fingerprint: str
    total: int


def _seen_rows(work: Work, run: InvoiceRun, organisation_ids: Collection[int] | None) -> list[_Seen]:
    query = (
        select(RunOrganisation.organisation_id, Organisation.name, RunOrganisation.fingerprint, RunOrganisation.total_cents)
        .join(Organisation, Organisation.id == RunOrganisation.organisation_id)
        .where(RunOrganisation.run_id == run.id, RunOrganisation.decision == Decision.OPEN)
        .order_by(Organisation.code)
    )
    if organisation_ids is not None:
        query = query.where(among(RunOrganisation.organisation_id, organisation_ids))
    rows = [_Seen(*row) for row in work.session.execute(query)]
    if not rows:
        raise _too_late(run, work.by)
    return rows


def _too_late(run: InvoiceRun, by: Actor) -> FoyerError:
    """Who was faster; a second click of one's own is no conflict."""
    if run.approved_by and by.name not in run.approved_by.split(SEPARATOR):
        return Conflict(_("%(who)s has approved %(run)s already. Nothing is left to approve.", who=run.approved_by, run=run))
    return Refused(_("Nothing is left to approve in %(run)s.", run=run))


def _approvers(work: Work, run: InvoiceRun, by: Actor) -> str:
    """Everybody whose yes it took, in the order of their saying it."""
    first = work.session.get(FoyerUser, run.approval_asked_by_id) if run.approval_asked_by_id is not None else None
    names = [*filter(None, run.approved_by.split(SEPARATOR)), *([str(first)] if first else []), by.name]
    return SEPARATOR.join(dict.fromkeys(names))[:200]


def _hold_still(work: Work, location: Location, organisation_ids: list[int]) -> None:
    """No license, charge or price of these organisations changes until this transaction ends; one order of locks for everyone."""
    for model, criterion in (
        (Organisation, among(Organisation.id, organisation_ids)),
        (Membership, Membership.location_id == location.id),
    ):
        work.session.execute(select(model.id).where(criterion).order_by(model.id).with_for_update(key_share=True))


def _still_active(work: Work, organisation_ids: list[int]) -> list[int]:
    """Those whose licenses are billed (P13). The others come as moved, as they do where the whole run is approved."""
    query = select(Organisation.id).where(among(Organisation.id, organisation_ids), Organisation.status == OrganisationStatus.ACTIVE)
    return list(work.session.scalars(query))


def _require_as_seen(run: InvoiceRun, rows: list[_Seen], found: Preview) -> None:
    """Approval holds only for what was seen: anything else names who moved, before and after (I2)."""
    present = {row.id: row for row in found.rows}
    moved: list[dict[str, object]] = []
    for row in rows:
        now = present.get(row.organisation_id)
        if now is None or now.document.fingerprint != row.fingerprint:
            moved.append(
                {
                    "organisation": row.name,
                    "before": plain(row.total),
                    "after": plain(now.document.totals.total) if now else None,
                }
            )
    if moved:
        names = ", ".join(str(each["organisation"]) for each in moved[:10])
        raise Conflict(
            _("Something moved since the preview of %(run)s: %(names)s. Look at it once more.", run=run, names=names), details=moved
        )


def _require_possible(location: Location, found: Preview, organisation_ids: set[int]) -> None:
    require_identity(location, found.tax)
    homeless = [
        row.name for row in found.rows if row.id in organisation_ids and any(each["kind"] == "deposit_account" for each in row.warnings)
    ]
    if homeless:
        raise Refused(
            _(
                "%(location)s has no Xero account for deposits, and %(names)s are asked for one. Fill it in at the location first.",
                location=location.name,
                names=", ".join(homeless[:10]),
            )
        )
    long = [row.name for row in found.rows if row.id in organisation_ids and is_too_long(len(row.document.lines))]
    if long:
        raise Refused(
            _(
                "%(names)s have more than %(count)d lines, and no paper holds more. Let fewer charges into the run by an earlier day of “Charges until”, or leave them out.",
                names=", ".join(long[:10]),
                count=MOST_LINES,
            )
        )
    foreign = [row.name for row in found.rows if row.id in organisation_ids and row.currency != location.currency]
    if foreign:
        raise Refused(
            _(
                "%(names)s pay in another currency than %(location)s bills in (%(currency)s). Leave them out, or change their currency.",
                names=", ".join(foreign[:10]),
                location=location.name,
                currency=location.currency,
            )
        )


def _second_needed(run: InvoiceRun, location: Location, at_stake: int, mark: str, by: Actor) -> bool:
    """Above the location's threshold two people approve the same organisations of the same preview. What the run has had approved before counts with it, and
    credits count as charges do: else one person approved anything, piece by piece."""
    threshold = location.second_approver_above_cents
    if threshold is None or at_stake <= threshold:
        return False
    if run.approval_asked_fingerprint == mark and run.approval_asked_by_id is not None:
        if run.approval_asked_by_id == by.id:
            raise Refused(_("You have approved %(run)s already. Above this amount a second person approves as well.", run=run))
        return False
    run.approval_asked_by_id, run.approval_asked_fingerprint = by.id, mark
    return True
