"""Organisations that a won lead may be already (C3), of those that the actor may see."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import FoyerUser, Opportunity, Organisation
from app.models.organisation import OrganisationStatus
from app.rules.contact_match import plain_name
from app.rules.same_customer import Customer, Why, own_domain, same_customers

GONE = (OrganisationStatus.OFFBOARDED, OrganisationStatus.DECLINED, OrganisationStatus.ABANDONED)
MOST = 8


def customers_of(session: Session, deal: Opportunity, *, by: Actor) -> list[tuple[Customer, Why]]:
    """The surest first; none when there is neither a name nor a domain to go by."""
    name, domain = deal.lead.company or deal.lead.name, own_domain(deal.lead.email)
    by_name = func.lower(Organisation.name).startswith(_first_word(name), autoescape=True) if plain_name(name) else None
    at_home = FoyerUser.email.iendswith(f"@{domain}", autoescape=True)
    by_domain = (
        or_(
            Organisation.invoice_email.icontains(f"@{domain}", autoescape=True),
            Organisation.id.in_(select(FoyerUser.organisation_id).where(at_home)),
        )
        if domain
        else None
    )
    criteria = [each for each in (by_name, by_domain) if each is not None]
    if not criteria:
        return []
    query = narrowed(
        select(Organisation.id, Organisation.name, Organisation.invoice_email).where(or_(*criteria), Organisation.status.not_in(GONE)),
        by,
        Organisation,
    )
    rows = session.execute(query).all()
    mails: defaultdict[int, list[str]] = defaultdict(list)
    for organisation_id, address in session.execute(
        select(FoyerUser.organisation_id, FoyerUser.email).where(FoyerUser.organisation_id.in_([row.id for row in rows]))
    ):
        mails[organisation_id].append(address)
    known = [Customer(row.id, row.name, (*row.invoice_email.replace(";", ",").split(","), *mails[row.id])) for row in rows]
    return same_customers(name, deal.lead.email, known)[:MOST]


def _first_word(name: str) -> str:
    return name.split()[0].lower() if name.split() else name.lower()
