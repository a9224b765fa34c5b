"""The preview of an invoice run: every organisation's document for a month, complete with tax, causes and warnings; nothing is written (I1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.month import Month
from app.models import Location, Organisation
from app.models.organisation import OrganisationStatus
from app.queries.billed import already_billed, billed_later
from app.queries.billing_terms import LocationTerms, location_terms, policy_today
from app.queries.corrected import corrected
from app.queries.location_problems import problems_of
from app.queries.location_tax import Tax, tax_of
from app.queries.no_collection import no_collection
from app.queries.not_billed import is_billed
from app.queries.preview_rows import Flag, PreviewRow, preview_rows
from app.queries.waiting_charges import waiting_charges
from app.rules.differences import Cause, together
from app.rules.document import Totals
from app.rules.due_dates import cut_off as last_usage_day
from app.rules.fingerprint import Fingerprints, run_fingerprint
from app.rules.policy import PricingPolicy
from app.rules.preview import OrganisationTerms, Previewer


@dataclass(slots=True)
class Preview:
    """A location and month. `waiting` counts charges of organisations that are not active: [name, count]."""

    location: Location
    month: Month
    cut_off: dt.date
    tax: Tax
    policy: PricingPolicy
    rows: list[PreviewRow]
    fingerprint: str
    terms: LocationTerms
    problems: list[Flag] = field(default_factory=list)
    waiting: list[tuple[str, int]] = field(default_factory=list)

    @property
    def totals(self) -> Totals:
        net = sum(row.document.totals.net for row in self.rows)
        vat = sum(row.document.totals.vat for row in self.rows)
        return Totals(net, vat, net + vat)

    @property
    def previous_net(self) -> int:
        return sum(row.previous_net for row in self.rows)

    def causes(self) -> dict[Cause, int]:
        return together(row.causes for row in self.rows)


def preview(
    session: Session,
    location: Location,
    month: Month,
    *,
    cut_off: dt.date | None = None,
    organisation_ids: Collection[int] | None = None,
    approved_on: dt.date | None = None,
    policy: PricingPolicy | None = None,
) -> Preview:
    """What would be billed now, organisations that already have the month's document left aside.

    `cut_off` is as asked, else today at the location; `approved_on` decides the VAT rate, the 1st when it is only a look.
    `policy` is that of a run of which a part is approved, else the settings say.
    """
    with no_collection():
        until = last_usage_day(month, clock.today(location.zone), cut_off)
        policy = policy or policy_today(session, location)
        tax = tax_of(session, location, month, approved_on)
        terms = location_terms(session, location, month, cut_off=until, organisation_ids=organisation_ids)
        for done in _done(session, location, month):
            terms.organisations.pop(done, None)
        _add_corrections(session, location, month, terms, organisation_ids, policy)
        fingerprints = Fingerprints(month, terms.memberships, policy, tax.percent, tax.xero_type, location.currency)
        previewer = Previewer(month, terms.memberships, policy, tax.percent, fingerprints)
        rows = preview_rows(session, location, month, terms, previewer)
        return Preview(
            location,
            month,
            until,
            tax,
            policy,
            rows,
            run_fingerprint({row.code: row.document.fingerprint for row in rows}),
            terms,
            problems=[{"kind": kind} for kind in problems_of(session, location, tax)],
            waiting=waiting_charges(session, location.id, until) if organisation_ids is None else [],
        )


def _done(session: Session, location: Location, month: Month) -> set[int]:
    """Who has the month's document, or had the month billed with a later one."""
    done = already_billed(session, location.id, month)
    return done | billed_later(session, location.id, month) if is_billed(session, location.id, month) else done


def _add_corrections(
    session: Session, location: Location, month: Month, terms: LocationTerms, organisation_ids: Collection[int] | None, policy: Any
) -> None:
    found = corrected(session, location, month, policy, terms.facts, organisation_ids)
    missing = [owner for owner, each in found.items() if each.lines and owner not in terms.organisations]
    if missing:
        active = select(Organisation.id, Organisation.code).where(
            Organisation.id.in_(missing), Organisation.status == OrganisationStatus.ACTIVE
        )
        done = _done(session, location, month)
        for owner, code in session.execute(active):
            if owner not in done:
                terms.organisations[owner] = OrganisationTerms(owner, code)
    for owner, each in found.items():
        if owner in terms.organisations:
            terms.organisations[owner].corrections, terms.organisations[owner].corrected_counts = each.lines, each.volume_counts
