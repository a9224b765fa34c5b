"""Make the deliveries that say a card was declined: to the owners of the organisation, or where it has none to its invoice contacts."""

from __future__ import annotations

from sqlalchemy import select

from app.actions.deliveries.letter import habits, want_one
from app.actions.deliveries.prepare import distinct_addresses
from app.models import FoyerUser, Location, Organisation, PaymentAttempt
from app.models.delivery import DeliveryKind
from app.models.user import TeamRole
from app.work import Work


def want_charge_letters(work: Work, attempt: PaymentAttempt) -> None:
    """One letter an address for each attempt, sent once."""
    location = work.get(Location, attempt.location_id)
    for wanted in _addresses(work, attempt.organisation_id):
        key = f"{DeliveryKind.CARD_DECLINED.value}-{attempt.reference}-{wanted}"
        want_one(work, DeliveryKind.CARD_DECLINED, key, location, habits(location, wanted), attempt_id=attempt.id)


def _addresses(work: Work, organisation_id: int) -> tuple[str, ...]:
    owners = select(FoyerUser.email).where(
        FoyerUser.organisation_id == organisation_id, FoyerUser.team_role == TeamRole.OWNER, FoyerUser.active
    )
    found = distinct_addresses(*work.session.scalars(owners.order_by(FoyerUser.id)))
    organisation = work.get(Organisation, organisation_id)
    return found or distinct_addresses(organisation.invoice_email, organisation.accounting_email)
