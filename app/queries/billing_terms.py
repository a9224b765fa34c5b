"""What a location's organisations agreed to and used in a month, read in a few bulk queries and given to the rules as terms (P13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.core.month import Month, Months
from app.models import Adhoc, Deposit, License, LineItem, Location, Organisation
from app.models.organisation import OrganisationStatus
from app.queries import charge_terms, deposit_terms, license_terms
from app.queries.license_terms import LicenseFacts
from app.queries.settings import says_yes, setting
from app.rules.policy import DiscountMode, PricingPolicy, Proration
from app.rules.preview import OrganisationTerms
from app.rules.terms import MembershipTerms


@dataclass(slots=True)
class LocationTerms:
    """One location and month. `organisations` by id; `facts` by license id; the codes by id of recurring line item and charge."""

    organisations: dict[int, OrganisationTerms]
    memberships: dict[int, MembershipTerms]
    names: dict[int, tuple[str, str]]
    facts: dict[int, LicenseFacts]
    recurring_codes: dict[int, str]
    adhoc_codes: dict[int, str]


FREE_COUNTS = "pricing.free_licenses_count"


def policy_of(location: Location, mode: str, counts_free: bool = True) -> PricingPolicy:
    """The pricing settings of a location, of which the house says how discounts meet and whether what is free counts (P4, P5)."""
    return PricingPolicy(proration=location.proration, mode=DiscountMode(mode), counts_free=counts_free)


def policy_today(session: Session, location: Location) -> PricingPolicy:
    """As the settings say now."""
    return policy_of(location, setting(session, "pricing.discount_mode", DiscountMode.MULTIPLY), says_yes(session, FREE_COUNTS))


def policy_then(proration: Proration | None, mode: DiscountMode | None, counts_free: bool) -> PricingPolicy | None:
    """What a run kept at its first approval; None where it kept nothing."""
    return PricingPolicy(proration=proration, mode=mode, counts_free=counts_free) if proration is not None and mode is not None else None


def location_terms(
    session: Session,
    location: Location,
    month: Month | Months,
    *,
    cut_off: dt.date | None,
    organisation_ids: Collection[int] | None = None,
    issued_at: dt.datetime | None = None,
) -> LocationTerms:
    """Terms of the active organisations, or of those named; several months read at once what any of them needs.

    `cut_off` is the last day whose charges count; None leaves charges, recurring items and deposits out, as corrections do.
    `issued_at` is when a past month was approved: prices typed in later do not count for it unless retroactive (P11).
    """
    memberships, names = license_terms.memberships(session, location.id, issued_at)
    organisations: dict[int, OrganisationTerms] = {}
    facts = license_terms.licenses(session, location.id, month, organisations, _who(License.organisation_id, organisation_ids), issued_at)
    recurring_codes: dict[int, str] = {}
    adhoc_codes: dict[int, str] = {}
    if cut_off is not None:
        recurring_codes = charge_terms.recurring(
            session, location.id, month, organisations, _who(LineItem.organisation_id, organisation_ids)
        )
        adhoc_codes = charge_terms.adhocs(session, location.id, cut_off, organisations, _who(Adhoc.organisation_id, organisation_ids))
        deposit_terms.deposits(session, location.id, cut_off, organisations, _who(Deposit.organisation_id, organisation_ids))
    license_terms.discounts(session, month, organisations, organisation_ids)
    return LocationTerms(organisations, memberships, names, facts, recurring_codes, adhoc_codes)


def _who(column: Any, organisation_ids: Collection[int] | None) -> ColumnElement[bool]:
    if organisation_ids is not None:
        return column.in_(organisation_ids)
    return Organisation.status == OrganisationStatus.ACTIVE
