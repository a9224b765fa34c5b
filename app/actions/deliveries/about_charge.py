"""Make the deliveries that say a card was declined: to the owners of the organisation, or where it has none to its invoice contacts."""

from __future__ import annotations

from sqlalchemy import select

from app.actions.deliveries.prepare import distinct_addresses, message_id_of
from app.actions.deliveries.to_person import habits
from app.actions.deliveries.wanted import DeliveryWanted
from app.models import Delivery, FoyerUser, Location, Organisation, PaymentAttempt
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.user import TeamRole
from app.work import Work


def want_charge_letters(work: Work, attempt: PaymentAttempt) -> None:
    """One letter an address for each attempt, sent once."""
    location = work.get(Location, attempt.location_id)
    for wanted in _addresses(work, attempt.organisation_id):
        address, state, reason = habits(location, wanted)
        key = f"{DeliveryKind.CARD_DECLINED.value}-{attempt.reference}-{wanted}"
        row = work.add(
            Delivery(
                attempt_id=attempt.id, location_id=location.id, kind=DeliveryKind.CARD_DECLINED, address=address, key=key,
                message_id=message_id_of(key, location), state=state, reason=reason,
            )
        )  # fmt: skip
        if state is DeliveryState.TODO:
            work.emit(DeliveryWanted(row.id))


def _addresses(work: Work, organisation_id: int) -> tuple[str, ...]:
    owners = select(FoyerUser.email).where(FoyerUser.organisation_id == organisation_id, FoyerUser.team_role == TeamRole.OWNER, FoyerUser.active)
    found = distinct_addresses(*work.session.scalars(owners.order_by(FoyerUser.id)))
    organisation = work.get(Organisation, organisation_id)
    return found or distinct_addresses(organisation.invoice_email, organisation.accounting_email)
