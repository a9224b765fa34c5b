"""Corrections of past months: what they would cost by now, less what was billed for them (P11)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location
from app.queries.billed import billed
from app.queries.billing_terms import location_terms
from app.queries.license_terms import LicenseFacts
from app.queries.months_to_correct import ApprovedMonth, approved_months, fill_decisions, moved_organisations
from app.rules.corrections import corrections
from app.rules.lines import PricedLine
from app.rules.policy import PricingPolicy
from app.rules.price_licenses import price_licenses


@dataclass(slots=True)
class Corrected:
    """What is put right for one organisation, and the volume counts of the months that are billed by it for the first time (P5)."""

    lines: list[PricedLine] = field(default_factory=list)
    volume_counts: dict[Month, int] = field(default_factory=dict)


def corrected(
    session: Session,
    location: Location,
    month: Month,
    policy: PricingPolicy,
    facts: dict[int, LicenseFacts],
    organisation_ids: Collection[int] | None = None,
) -> dict[int, Corrected]:
    """Corrections by organisation for every earlier approved month; only organisations whose terms moved since they were last billed.

    `facts` takes up whose the corrected licenses are.
    """
    months = approved_months(session, location.id, month)
    if not months:
        return {}
    moved = moved_organisations(session, location.id, months, organisation_ids)
    if not moved:
        return {}
    found: dict[int, Corrected] = defaultdict(Corrected)
    for past in months:
        asked = [organisation_id for organisation_id, since in moved.items() if since <= past.month]
        if asked:
            fill_decisions(session, location.id, past, asked)
            for (issued_at, then), theirs in past.by_issue(asked, policy).items():
                _correct(session, location, past, issued_at, then, theirs, found, facts)
    for each in found.values():
        each.lines.sort(key=lambda line: (line.code, line.starts_on))
    return found


def _correct(
    session: Session,
    location: Location,
    past: ApprovedMonth,
    issued_at: dt.datetime,
    policy: PricingPolicy,
    organisation_ids: list[int],
    found: dict[int, Corrected],
    facts: dict[int, LicenseFacts],
) -> None:
    terms = location_terms(session, location, past.month, cut_off=None, organisation_ids=organisation_ids, issued_at=issued_at)
    facts.update(terms.facts)
    before = billed(session, location.id, past.month, organisation_ids)
    for organisation_id in organisation_ids:
        mine = terms.organisations.get(organisation_id)
        frozen = past.volume_counts.get(organisation_id)
        expected = (
            price_licenses(past.month, mine.licenses, terms.memberships, mine.discounts, policy, volume_count=frozen) if mine else None
        )
        lines = corrections(past.month, expected.lines if expected else (), before.get(organisation_id, ()))
        found[organisation_id].lines += lines
        if lines and expected and frozen is None:
            found[organisation_id].volume_counts[past.month] = expected.volume_count
