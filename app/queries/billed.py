"""What has been billed: last month's lines to compare with, and past months that must be corrected (P11)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, InvoiceRun, License, Location, Organisation, RunOrganisation
from app.models.credit_note import CreditNoteKind
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.invoice_run import Decision
from app.models.organisation import OrganisationStatus
from app.queries.billing_terms import location_terms
from app.queries.license_terms import LicenseFacts
from app.rules.corrections import Billed, corrections
from app.rules.discounts import Factor, factor
from app.rules.lines import PricedLine
from app.rules.policy import PricingPolicy
from app.rules.price_licenses import price_licenses

# A change and an approval take the organisation's lock one after the other; the margin only forgives clocks of two machines.
MARGIN = dt.timedelta(minutes=5)


@dataclass(slots=True)
class IssuedLine:
    """A line of last month as the comparison wants it; `id` is of the license or recurring item."""

    kind: str
    id: int
    days: int
    of: int
    price: int
    role: str | None
    factors: tuple[Factor, ...]
    net: int


def issued_lines(session: Session, location_id: int, month: Month) -> dict[int, list[IssuedLine]]:
    """The lines of a month's issued documents by organisation; credits of a run count negative."""
    found: dict[int, list[IssuedLine]] = defaultdict(list)
    for line_model, owner, join, sign in (
        (InvoiceLine, Invoice, InvoiceLine.invoice_id == Invoice.id, 1),
        (CreditNoteLine, CreditNote, CreditNoteLine.credit_note_id == CreditNote.id, -1),
    ):
        line: Any = line_model
        query = (
            select(
                owner.organisation_id,  # type: ignore[attr-defined]
                line.kind,
                line.license_id,
                line.line_item_id,
                line.days,
                line.of_days,
                line.price_cents,
                line.role,
                line.factors,
                line.net_cents,
            )
            .join(owner, join)
            .where(owner.location_id == location_id, owner.month == month, _issued(owner))  # type: ignore[attr-defined]
        )
        for organisation_id, kind, license_id, item_id, days, of, price, role, factors, net in session.execute(query):
            found[organisation_id].append(
                IssuedLine(kind.value, license_id or item_id or 0, days or 1, of or 1, price or 0, role, factors_of(factors), sign * net)
            )
    return found


def _issued(owner: Any) -> Any:
    if owner is Invoice:
        return (Invoice.kind == InvoiceKind.MONTHLY) & (Invoice.status != InvoiceStatus.VOID)
    return CreditNote.run_id.is_not(None)


def factors_of(stored: Iterable[dict[str, Any]]) -> tuple[Factor, ...]:
    """Factors as the rules know them, from a frozen line."""
    return tuple(
        Factor(each["rule"], Decimal(each["percent"]), each.get("reason", ""), factors_of(each["parts"]))
        if each.get("parts")
        else factor(each["rule"], Decimal(each["percent"]), each.get("reason", ""))
        for each in stored
    )


@dataclass(slots=True)
class ApprovedMonth:
    """A month that Foyer billed: when it was first approved, and who was left out or never approved."""

    month: Month
    approved_at: dt.datetime
    waiting: set[int]
    volume_counts: dict[int, int]


def approved_months(session: Session, location_id: int, before: Month) -> list[ApprovedMonth]:
    """Months before this one with an approved run of Foyer, oldest first."""
    query = (
        select(InvoiceRun.month, func.min(InvoiceRun.approved_at))
        .where(InvoiceRun.location_id == location_id, InvoiceRun.approved_at.is_not(None), InvoiceRun.month < before)
        .group_by(InvoiceRun.month)
        .order_by(InvoiceRun.month)
    )
    return [ApprovedMonth(month, approved_at, set(), {}) for month, approved_at in session.execute(query)]


def corrected(
    session: Session,
    location: Location,
    month: Month,
    policy: PricingPolicy,
    facts: dict[int, LicenseFacts],
    organisation_ids: Collection[int] | None = None,
) -> dict[int, list[PricedLine]]:
    """Corrections by organisation for every earlier approved month; only organisations whose terms moved since they were last billed.

    `facts` takes up whose the corrected licenses are.
    """
    months = approved_months(session, location.id, month)
    if not months:
        return {}
    moved = _moved(session, location.id, months, organisation_ids)
    if not moved:
        return {}
    found: dict[int, list[PricedLine]] = defaultdict(list)
    for past in months:
        asked = [organisation_id for organisation_id, since in moved.items() if since <= past.month]
        if asked:
            _fill(session, location.id, past, asked)
            _correct(session, location, past, policy, [each for each in asked if each not in past.waiting], found, facts)
    for lines in found.values():
        lines.sort(key=lambda line: (line.code, line.starts_on))
    return found


def _moved(session: Session, location_id: int, months: list[ApprovedMonth], wanted: Collection[int] | None) -> dict[int, Month]:
    """Organisations to look at, with the first month that can matter to them."""
    touched = (
        select(License.organisation_id, func.max(License.touched_at), func.min(License.starts_on))
        .join(Organisation, Organisation.id == License.organisation_id)
        .where(License.location_id == location_id, Organisation.status == OrganisationStatus.ACTIVE)
        .group_by(License.organisation_id)
    )
    billed = (
        select(RunOrganisation.organisation_id, func.max(RunOrganisation.decided_at))
        .join(InvoiceRun)
        .where(InvoiceRun.location_id == location_id, RunOrganisation.decision == Decision.APPROVED)
        .group_by(RunOrganisation.organisation_id)
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
    return moved


def _fill(session: Session, location_id: int, past: ApprovedMonth, organisation_ids: Collection[int]) -> None:
    """Who of them waits for a supplementary run of that month, and the volume counts that were frozen."""
    query = (
        select(RunOrganisation.organisation_id, RunOrganisation.decision, RunOrganisation.volume_count)
        .join(InvoiceRun)
        .where(InvoiceRun.location_id == location_id, InvoiceRun.month == past.month, RunOrganisation.organisation_id.in_(organisation_ids))
    )
    for organisation_id, decision, count in session.execute(query):
        if decision is Decision.APPROVED:
            past.volume_counts[organisation_id] = count
        else:
            past.waiting.add(organisation_id)
    past.waiting -= past.volume_counts.keys()


def _correct(
    session: Session,
    location: Location,
    past: ApprovedMonth,
    policy: PricingPolicy,
    organisation_ids: list[int],
    found: dict[int, list[PricedLine]],
    facts: dict[int, LicenseFacts],
) -> None:
    terms = location_terms(session, location, past.month, cut_off=None, organisation_ids=organisation_ids, issued_at=past.approved_at)
    facts.update(terms.facts)
    billed = _billed(session, location.id, past.month, organisation_ids)
    for organisation_id in organisation_ids:
        mine = terms.organisations.get(organisation_id)
        expected = (
            price_licenses(
                past.month,
                mine.licenses,
                terms.memberships,
                mine.discounts,
                policy,
                volume_count=past.volume_counts.get(organisation_id),
            ).lines
            if mine
            else []
        )
        found[organisation_id] += corrections(past.month, expected, billed.get(organisation_id, ()))


def _billed(session: Session, location_id: int, month: Month, organisation_ids: Collection[int]) -> dict[int, list[Billed]]:
    """All that was ever billed for licenses' time in that month: lines, corrections of later runs, credits that take billing back."""
    found: dict[int, list[Billed]] = defaultdict(list)
    lines = (
        select(Invoice.organisation_id, InvoiceLine.license_id, License.code, InvoiceLine.net_cents)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(License, License.id == InvoiceLine.license_id)
        .where(
            Invoice.location_id == location_id,
            Invoice.organisation_id.in_(organisation_ids),
            Invoice.status != InvoiceStatus.VOID,
            InvoiceLine.service_month == month,
        )
    )
    credits = (
        select(CreditNote.organisation_id, CreditNoteLine.license_id, License.code, -CreditNoteLine.net_cents)
        .join(CreditNote, CreditNote.id == CreditNoteLine.credit_note_id)
        .join(License, License.id == CreditNoteLine.license_id)
        .where(
            CreditNote.location_id == location_id,
            CreditNote.organisation_id.in_(organisation_ids),
            CreditNote.kind != CreditNoteKind.GOODWILL,
            CreditNoteLine.service_month == month,
        )
    )
    for query in (lines, credits):
        for organisation_id, license_id, code, net in session.execute(query):
            found[organisation_id].append(Billed(license_id, code, net))
    return found
