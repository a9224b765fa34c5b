"""What a license that ends before its commitment was given too much: the proposal of a charge (P7)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.money import rounded
from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, License, Location
from app.models.credit_note import CreditNoteKind
from app.models.invoice import InvoiceStatus
from app.queries.billing_terms import location_terms, policy_today
from app.queries.clawed_back import clawed_back
from app.queries.months_to_correct import approved_months, fill_decisions
from app.rules.commitment import months_later
from app.rules.early_exit import claw_back
from app.rules.lines import PricedLine
from app.rules.policy import PricingPolicy
from app.rules.price_licenses import price_licenses


class EarlyExit(NamedTuple):
    """The commitment's last day, what is left to charge back of the discount that was given for it, and what was charged back already; cents, VAT exclusive."""

    committed_until: dt.date
    net: int
    charged: int = 0


def early_exit(session: Session, license: License) -> EarlyExit | None:
    """None when it keeps its commitment, was never billed with a discount for it, or all of that is charged back.

    A month that was billed counts as it stands once it is corrected (P11): days after the end, which the next invoice gives back, gave no discount.
    """
    last = license.ends_on
    if last is None:
        return None
    held = next((each for each in license.agreements if each.ends_on >= last), license)  # one that was renewed in advance has not begun
    if not held.commitment_months:
        return None
    since = held.commitment_start or license.starts_on
    until = months_later(since, held.commitment_months) - dt.timedelta(days=1)
    if last >= until:
        return None
    location = session.get_one(Location, license.location_id)
    policy = policy_today(session, location)
    given = sum(_given(lines, then, given_back) for lines, then, given_back in _months(session, license, location, policy, since))
    charged = clawed_back(session, license.id, since)
    return EarlyExit(until, given - charged, charged) if given > charged else None


def _given(lines: list[PricedLine], policy: PricingPolicy, given_back: int) -> int:
    """The discount on what was paid for the month: goodwill took its part of both."""
    billed = sum(line.net for line in lines)
    discount = claw_back(lines, policy).net
    return rounded(discount * max(0, billed - given_back), billed) if billed > 0 else discount


def _months(
    session: Session, license: License, location: Location, policy: PricingPolicy, since: dt.date
) -> list[tuple[list[PricedLine], PricingPolicy, int]]:
    """What the license costs in each month for which it was billed, as a correction would find it and by which policy, and the goodwill of that month in cents.

    Lines before `since` are of a commitment that was renewed: that one was kept.
    """
    months, goodwill, mine = _billed(session, license), _goodwill(session, license), license.organisation_id
    approved = {each.month: each for each in approved_months(session, location.id, months[-1].next)} if months else {}
    found = []
    for month in months:
        past = approved.get(month)
        if past is not None:
            fill_decisions(session, location.id, past, [mine])
        terms = location_terms(
            session, location, month, cut_off=None, organisation_ids=[mine], issued_at=past.issued_at(mine) if past else None
        )
        its = terms.organisations.get(mine)
        if its is not None:
            count = past.volume_counts.get(mine) if past else None
            then = past.policy_for(mine, policy) if past else policy
            priced = price_licenses(month, its.licenses, terms.memberships, its.discounts, then, volume_count=count)
            found.append(
                ([line for line in priced.lines if line.id == license.id and line.starts_on >= since], then, goodwill.get(month, 0))
            )
    return found


def _billed(session: Session, license: License) -> list[Month]:
    """Months that any line bills, also one that came late as a correction, or on a document below zero (P12)."""
    lines = (
        select(InvoiceLine.service_month).join(Invoice).where(InvoiceLine.license_id == license.id, Invoice.status != InvoiceStatus.VOID)
    )
    credits = (
        select(CreditNoteLine.service_month)
        .join(CreditNote)
        .where(CreditNoteLine.license_id == license.id, CreditNote.kind == CreditNoteKind.RUN)
    )
    return sorted({month for query in (lines, credits) for month in session.scalars(query.distinct())})


def _goodwill(session: Session, license: License) -> dict[Month, int]:
    query = (
        select(CreditNoteLine.service_month, func.sum(CreditNoteLine.net_cents))
        .join(CreditNote)
        .where(CreditNoteLine.license_id == license.id, CreditNote.kind == CreditNoteKind.GOODWILL)
        .group_by(CreditNoteLine.service_month)
    )
    return {month: int(cents) for month, cents in session.execute(query)}
