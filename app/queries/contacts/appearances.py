"""Where a person appears: as a member, as leads, in an organisation, on the waiting list, as somebody who signed up, as a guest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.models import CheckIn, Contact, FoyerUser, Guest, Lead, Opportunity, Organisation, SignUp, WaitingEntry
from app.queries.contacts.addresses import addresses_of

MOST = 50


@dataclass(frozen=True, slots=True)
class Appearances:
    """Only what the actor may see, newest first. `opportunities` by the number of their lead."""

    leads: list[Lead]
    opportunities: dict[int, Opportunity]
    users: list[FoyerUser]
    organisations: list[Organisation]
    waiting: list[WaitingEntry]
    sign_ups: list[SignUp]
    visits: list[CheckIn]


def appearances(session: Session, contact: Contact, *, by: Actor) -> Appearances:
    mails = addresses_of(session, contact)

    def found(model: Any, permission: Permission, *criteria: Any) -> list[Any]:
        if not by.may(permission):
            return []
        return list(session.scalars(narrowed(select(model).where(*criteria).order_by(model.id.desc()).limit(MOST), by, model)))

    leads = found(Lead, Permission.LEAD_READ, Lead.contact_id == contact.id)
    deals = found(Opportunity, Permission.OPPORTUNITY_READ, Opportunity.lead_id.in_([lead.id for lead in leads]))
    users = found(FoyerUser, Permission.USER_READ, func.lower(FoyerUser.email).in_(mails), FoyerUser.organisation_id.is_not(None))
    became = {user.organisation_id for user in users} | {deal.organisation_id for deal in deals}
    return Appearances(
        leads=leads,
        opportunities={deal.lead_id: deal for deal in reversed(deals)},
        users=users,
        organisations=found(Organisation, Permission.ORGANISATION_READ, Organisation.id.in_([each for each in became if each is not None])),
        waiting=found(WaitingEntry, Permission.WAITING_ENTRY_READ, func.lower(WaitingEntry.email).in_(mails)),
        sign_ups=found(SignUp, Permission.USER_READ, func.lower(SignUp.email).in_(mails)),
        visits=found(CheckIn, Permission.CHECK_IN_READ, CheckIn.guest_id.in_(select(Guest.id).where(func.lower(Guest.email).in_(mails)))),
    )
