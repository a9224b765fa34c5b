"""The rises that are due at a location: each with the price before and after it, and what it does to a month's bill (P6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.month import Month, Months
from app.models import Escalation, InvoiceRun, License, Location, Organisation
from app.models.escalation import EscalationStatus
from app.queries.billing_terms import LocationTerms, location_terms, policy_today
from app.queries.escalations.policy import escalation_settings
from app.rules import escalation as rules
from app.rules.policy import PricingPolicy, step_percent
from app.rules.preview import OrganisationTerms
from app.rules.price_licenses import price_licenses
from app.rules.roles import ONE_DAY
from app.rules.terms import LicenseTerms


class Agreed(NamedTuple):
    """What decides when and by how much a license rises; `since` is its first day that Foyer answers for."""

    percent: Decimal | None
    date: dt.date | None
    since: dt.date


@dataclass(frozen=True, slots=True)
class Due:
    """A rise, and the license's net in cents in its first whole month, as `Escalation` keeps them."""

    organisation_id: int
    rise: rules.Escalation
    now_cents: int
    renewed_cents: int
    then_cents: int
    commitment_ends_on: dt.date | None
    commitment_percent: Decimal | None


def due_rises(session: Session, location: Location, *, organisation_ids: Collection[int] | None = None) -> list[Due]:
    """Of the active organisations, or of those named; by license and day. What somebody decided already is not due again.

    A license that came from elsewhere owes no rise of the time before it came: its price of that day is its price.
    """
    wanted, today = escalation_settings(session), clock.today(location.zone)
    until = today + wanted.lead
    agreed = _agreed(session, location, organisation_ids)
    if not agreed:
        return []
    done = _done(session, location.id)
    first = min(today, *(each.since for each in agreed.values()))
    terms = location_terms(
        session, location, Months(Month.of(first), Month.of(until).plus(2)), cut_off=None, organisation_ids=organisation_ids
    )
    policy = policy_today(session, location)
    found: list[Due] = []
    for organisation in terms.organisations.values():
        for license in organisation.licenses:
            mine = agreed.get(license.id)
            if mine is None:
                continue
            rises = rules.due_escalations(
                license,
                terms.memberships[license.membership_id],
                wanted.of(mine.percent),
                since=mine.since,
                until=until,
                done=done[license.id],
                agreed=mine.date,
            )
            found += _with_effect(terms, organisation, license, rises, policy, today)
    return sorted(found, key=lambda each: (each.rise.code, each.rise.due_on))


def _agreed(session: Session, location: Location, organisation_ids: Collection[int] | None) -> dict[int, Agreed]:
    """By license id. One that was typed in, or came with a package, rises from then on, and never on its first day or before Foyer billed (P13)."""
    query = (
        select(
            License.id,
            License.starts_on,
            License.created_at,
            License.escalation_percent,
            License.escalation_date,
            Organisation.escalation_percent,
            Organisation.escalation_date,
        )
        .join(Organisation, Organisation.id == License.organisation_id)
        .where(License.location_id == location.id, or_(License.ends_on.is_(None), License.ends_on >= clock.today(location.zone)))
    )
    if organisation_ids is not None:
        query = query.where(License.organisation_id.in_(organisation_ids))
    billed = session.scalar(
        select(func.min(InvoiceRun.month)).where(InvoiceRun.location_id == location.id, InvoiceRun.approved_at.is_not(None))
    )
    began = billed.first if billed is not None else dt.date.min
    return {
        row_id: Agreed(
            own_percent if own_percent is not None else percent,
            own_date or date,
            max(starts_on + ONE_DAY, clock.local(created_at, location.zone).date(), began),
        )
        for row_id, starts_on, created_at, own_percent, own_date, percent, date in session.execute(query)
    }


def _done(session: Session, location_id: int) -> dict[int, set[dt.date]]:
    """The days about which somebody decided, by license."""
    found: dict[int, set[dt.date]] = defaultdict(set)
    query = select(Escalation.license_id, Escalation.due_on).where(
        Escalation.location_id == location_id, Escalation.status != EscalationStatus.PROPOSED
    )
    for license_id, due_on in session.execute(query):
        found[license_id].add(due_on)
    return found


def _with_effect(
    terms: LocationTerms,
    organisation: OrganisationTerms,
    license: LicenseTerms,
    rises: Iterable[rules.Escalation],
    policy: PricingPolicy,
    today: dt.date,
) -> list[Due]:
    found, before = [], license
    for rise in rises:
        valid_from = rise.new.valid_from
        assert valid_from is not None, "a rise has a day"
        month = Month.of(valid_from) if valid_from.day == 1 else Month.of(valid_from).next
        after = rules.with_escalation(before, rise)
        ends_on, months = rules.ending_commitment(license, min(today, rise.due_on - ONE_DAY), month) or (None, 0)

        def net(changed: LicenseTerms, month: Month = month) -> int:
            """Of the whole month: a pause, or an end in it, says nothing about the price."""
            changed = replace(changed, pauses=(), ends_on=None)
            held = [changed if each.id == license.id else each for each in organisation.licenses]
            priced = price_licenses(month, held, terms.memberships, organisation.discounts, policy)
            return sum(line.net for line in priced.lines if line.id == license.id)

        percent = step_percent(policy.commitment_steps, months) if ends_on is not None else None
        kept_before, kept_after = ((rules.renewed(each, ends_on) if ends_on is not None else each) for each in (before, after))
        found.append(Due(organisation.id, rise, net(kept_before), net(kept_after), net(after), ends_on, percent))
        before = after
    return found
