"""What a license's membership asks its newcomer for as a deposit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import License, Location, Membership
from app.queries.billing_terms import location_terms, policy_today
from app.rules.deposits import proposed
from app.rules.price_licenses import price_licenses


def proposed_deposit(session: Session, license: License) -> int:
    """Cents; 0 where the membership asks for none. Months are those of the price that the license pays first, before discounts."""
    membership = session.get_one(Membership, license.membership_id)
    price = _first_price(session, license) if membership.deposit_months else 0
    return proposed(price, membership.deposit_months, membership.deposit_cents)


def _first_price(session: Session, license: License) -> int:
    """A whole month of its first price, whichever of the membership's two that is (P2)."""
    location, month = session.get_one(Location, license.location_id), Month.of(license.starts_on)
    terms = location_terms(session, location, month, cut_off=None, organisation_ids=[license.organisation_id])
    mine = terms.organisations[license.organisation_id]
    policy = policy_today(session, location)
    lines = price_licenses(month, mine.licenses, terms.memberships, mine.discounts, policy).lines
    return next((line.price for line in lines if line.id == license.id), 0)
