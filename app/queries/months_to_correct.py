"""Past months that Foyer billed, and whose terms moved since: what a correction has to look at (P11)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import InvoiceRun, License, MonthClose, Organisation, RunOrganisation
from app.models.invoice_run import Decision
from app.models.organisation import OrganisationStatus
from app.queries.billing_terms import policy_then
from app.rules.policy import PricingPolicy

# A change and an approval take the organisation's lock one after the other; the margin only forgives clocks of two machines.
MARGIN = dt.timedelta(minutes=5)


@dataclass(slots=True)
class ApprovedMonth:
    """A month that Foyer billed: when and by which policy it was first approved, who was left out or never approved, and of the others the volume count, when
    each was approved and by which policy; none where a run of long ago kept none. `corrects_waiting`: it is closed, and who waited is billed by corrections.
    """

    month: Month
    approved_at: dt.datetime
    policy: PricingPolicy | None
    corrects_waiting: bool = False
    waiting: set[int] = field(default_factory=set)
    volume_counts: dict[int, int] = field(default_factory=dict)
    decided_at: dict[int, dt.datetime] = field(default_factory=dict)
    policies: dict[int, PricingPolicy | None] = field(default_factory=dict)

    def issued_at(self, organisation_id: int) -> dt.datetime:
        """Whose month is no part of a run has what was known when the others had theirs."""
        return self.decided_at.get(organisation_id, self.approved_at)

    def policy_for(self, organisation_id: int, today: PricingPolicy) -> PricingPolicy:
        """By which its month was billed, and so is corrected: a setting that is changed bills no month again."""
        return self.policies.get(organisation_id, self.policy) or today

    def by_issue(self, organisation_ids: Collection[int], today: PricingPolicy) -> dict[tuple[dt.datetime, PricingPolicy], list[int]]:
        """Those who do not wait for another run, by when and how their month was approved: what was typed in between two approvals of a run, or between two runs, binds who came later."""
        groups: dict[tuple[dt.datetime, PricingPolicy], list[int]] = defaultdict(list)
        for organisation_id in organisation_ids:
            if self.corrects_waiting or organisation_id not in self.waiting:
                groups[self.issued_at(organisation_id), self.policy_for(organisation_id, today)].append(organisation_id)
        return groups


def approved_months(session: Session, location_id: int, before: Month) -> list[ApprovedMonth]:
    """Months before this one with an approved run of Foyer, oldest first."""
    query = (
        select(
            InvoiceRun.month,
            InvoiceRun.approved_at,
            InvoiceRun.proration,
            InvoiceRun.discount_mode,
            InvoiceRun.counts_free,
            func.coalesce(MonthClose.corrects_waiting, False),
        )
        .outerjoin(MonthClose, (MonthClose.location_id == InvoiceRun.location_id) & (MonthClose.month == InvoiceRun.month))
        .where(InvoiceRun.location_id == location_id, InvoiceRun.approved_at.is_not(None), InvoiceRun.month < before)
        .ext(distinct_on(InvoiceRun.month))
        .order_by(InvoiceRun.month, InvoiceRun.approved_at)
    )
    return [
        ApprovedMonth(month, approved_at, policy_then(proration, mode, counts_free), corrects_waiting)
        for month, approved_at, proration, mode, counts_free, corrects_waiting in session.execute(query)
        if approved_at is not None
    ]


def moved_organisations(
    session: Session, location_id: int, months: list[ApprovedMonth], wanted: Collection[int] | None
) -> dict[int, Month]:
    """Organisations to look at, with the first month that can matter to them: those whose terms moved, and those whose month was closed while they waited."""
    touched = (
        select(License.organisation_id, func.max(License.touched_at), func.min(License.starts_on))
        .join(Organisation, Organisation.id == License.organisation_id)
        .where(License.location_id == location_id, Organisation.status == OrganisationStatus.ACTIVE)
        .group_by(License.organisation_id)
    )
    billed = (
        select(RunOrganisation.organisation_id, RunOrganisation.decided_at)
        .join(InvoiceRun)
        .where(InvoiceRun.location_id == location_id, RunOrganisation.decision == Decision.APPROVED)
        .ext(distinct_on(RunOrganisation.organisation_id))
        .order_by(
            RunOrganisation.organisation_id, InvoiceRun.month.desc()
        )  # a supplementary run of an earlier month, approved since, corrected no later one
    )
    if wanted is not None:
        touched = touched.where(License.organisation_id.in_(wanted))
        billed = billed.where(RunOrganisation.organisation_id.in_(wanted))
    last_billed: dict[int, dt.datetime] = dict(session.execute(billed).all())  # type: ignore[arg-type]
    moved: dict[int, Month] = {}
    for organisation_id, touched_at, starts_on in session.execute(touched):
        decided = last_billed.get(organisation_id)
        if decided is None:
            first = Month.of(starts_on)
        elif touched_at > decided - MARGIN:
            first = months[0].month
        else:
            continue
        if first <= months[-1].month:
            moved[organisation_id] = first
    for organisation_id, month in _waited(session, location_id, months, wanted).items():
        moved[organisation_id] = min(month, moved.get(organisation_id, month))
    return moved


def _waited(session: Session, location_id: int, months: list[ApprovedMonth], wanted: Collection[int] | None) -> dict[int, Month]:
    """Who was not billed in a month that is closed and corrects them, with the first such month. Once billed they cost another look and no line."""
    closed = [each.month for each in months if each.corrects_waiting]
    if not closed:
        return {}
    query = (
        select(RunOrganisation.organisation_id, func.min(InvoiceRun.month))
        .join(InvoiceRun)
        .join(Organisation, Organisation.id == RunOrganisation.organisation_id)
        .where(
            InvoiceRun.location_id == location_id,
            InvoiceRun.month.in_(closed),
            RunOrganisation.decision != Decision.APPROVED,
            Organisation.status == OrganisationStatus.ACTIVE,
        )
        .group_by(RunOrganisation.organisation_id)
    )
    if wanted is not None:
        query = query.where(RunOrganisation.organisation_id.in_(wanted))
    return dict(session.execute(query).all())


def fill_decisions(session: Session, location_id: int, past: ApprovedMonth, organisation_ids: Collection[int]) -> None:
    """Who of them waits for a supplementary run of that month, and the volume counts that were frozen, with when."""
    query = (
        select(
            RunOrganisation.organisation_id,
            RunOrganisation.decision,
            RunOrganisation.volume_count,
            RunOrganisation.decided_at,
            InvoiceRun.proration,
            InvoiceRun.discount_mode,
            InvoiceRun.counts_free,
        )
        .join(InvoiceRun)
        .where(InvoiceRun.location_id == location_id, InvoiceRun.month == past.month, RunOrganisation.organisation_id.in_(organisation_ids))
        .order_by(
            RunOrganisation.decided_at.nulls_first()
        )  # of two approvals the later one made the document that stands: the first was voided
    )
    for organisation_id, decision, count, decided_at, proration, mode, counts_free in session.execute(query):
        if decision is Decision.APPROVED:
            past.volume_counts[organisation_id], past.policies[organisation_id] = count, policy_then(proration, mode, counts_free)
            if decided_at is not None:
                past.decided_at[organisation_id] = decided_at
        else:
            past.waiting.add(organisation_id)
    past.waiting -= past.volume_counts.keys()
    uncounted = [each for each in organisation_ids if each not in past.volume_counts]
    if uncounted:
        past.volume_counts |= _counts_of_corrections(session, location_id, past.month, uncounted)


def _counts_of_corrections(session: Session, location_id: int, month: Month, organisation_ids: Collection[int]) -> dict[int, int]:
    """The counts by which the month was first billed where a correction in a later run did that (P5)."""
    count = RunOrganisation.corrected_counts[str(month)].as_integer()
    query = (
        select(RunOrganisation.organisation_id, count)
        .join(InvoiceRun)
        .where(
            InvoiceRun.location_id == location_id,
            InvoiceRun.month > month,
            RunOrganisation.decision == Decision.APPROVED,
            RunOrganisation.organisation_id.in_(organisation_ids),
            count.is_not(None),
        )
        .order_by(RunOrganisation.decided_at.desc())  # the first of them stays
    )
    return dict(session.execute(query).all())
