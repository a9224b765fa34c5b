"""The mails about a lead: staff hear of it, and who asked is thanked, once a day and in our words alone (S6)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import LOCATION_MANAGER, NETWORK_ADMIN
from app.actions.deliveries.letter import habits, want_one
from app.core import clock
from app.models import Contact, Delivery, FoyerUser, Lead, Location
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.lead import LeadOrigin, LeadStatus
from app.queries.tasks.doers import doers
from app.rules.lead_contact import email_key
from app.rules.lead_matching import confirms
from app.work import Work, transaction

OUTSIDE = (LeadOrigin.WEB, LeadOrigin.INTEGRATION)


def tell_owner(lead_id: int, owner_id: int | None, *, by: Actor) -> None:
    """To the owner; without one, to who manages the location, whatever mails the location sends to customers. Once for each time that it is given."""
    with transaction(by=by) as work:
        lead = work.lock(Lead, lead_id)
        if lead.status is not LeadStatus.OPEN or lead.owner_id != owner_id:
            return
        given = f"{int(lead.owned_since.timestamp())}" if lead.owned_since is not None else "nobody"
        location = work.session.get_one(Location, lead.location_id)
        for person in _told(work, lead, owner_id):
            address = person.email.lower()
            key = f"{DeliveryKind.LEAD_NOTICE.value}-{lead.id}-{given}-{address}"
            if not _is_known(work, key):
                want_one(
                    work, DeliveryKind.LEAD_NOTICE, key, location, (address, DeliveryState.TODO, ""), lead_id=lead.id, user_id=person.id
                )


def tell_visitor(lead_id: int, *, by: Actor) -> None:
    """Who asked from outside gets one confirmation an address within 24 hours, unless they want none."""
    with transaction(by=by) as work:
        lead = work.lock(Lead, lead_id)
        address = email_key(lead.email)
        contact = work.session.get_one(Contact, lead.contact_id)
        if lead.origin not in OUTSIDE or not address or contact.do_not_contact_at is not None:
            return
        location = work.session.get_one(Location, lead.location_id)
        key = f"{DeliveryKind.LEAD_THANKS.value}-{lead.id}-{address}"
        last = select(Delivery.created_at).where(Delivery.kind == DeliveryKind.LEAD_THANKS, Delivery.addressee == address)
        if not _is_known(work, key) and confirms(work.session.scalar(last.order_by(Delivery.created_at.desc()).limit(1)), now=clock.now()):
            want_one(work, DeliveryKind.LEAD_THANKS, key, location, habits(location, address), lead_id=lead.id, addressee=address)


def _told(work: Work, lead: Lead, owner_id: int | None) -> Sequence[FoyerUser]:
    if owner_id is not None:
        return [work.session.get_one(FoyerUser, owner_id)]
    if lead.origin not in OUTSIDE:
        return []
    return doers(work.session, lead.location_id, (LOCATION_MANAGER,)) or doers(work.session, lead.location_id, (NETWORK_ADMIN,))


def _is_known(work: Work, key: str) -> bool:
    return work.session.scalar(select(Delivery.id).where(Delivery.key == key)) is not None
