"""Make the delivery of an offer to somebody who waits for a place, who need not have an account."""

from __future__ import annotations

from app.actions.deliveries.prepare import message_id_of
from app.actions.deliveries.to_person import habits
from app.actions.deliveries.wanted import DeliveryWanted
from app.models import Delivery, Location, PlaceOffer, WaitingEntry
from app.models.delivery import DeliveryKind, DeliveryState
from app.work import Work


def want_offer_letter(work: Work, offer: PlaceOffer) -> Delivery:
    """One letter for each offer, sent once."""
    location = work.get(Location, offer.location_id)
    address, state, reason = habits(location, work.get(WaitingEntry, offer.entry_id).email)
    key = f"{DeliveryKind.PLACE_OFFER.value}-{offer.id}-{address}"
    row = work.add(
        Delivery(
            offer_id=offer.id, location_id=location.id, kind=DeliveryKind.PLACE_OFFER, address=address, key=key,
            message_id=message_id_of(key, location), state=state, reason=reason,
        )
    )  # fmt: skip
    if state is DeliveryState.TODO:
        work.emit(DeliveryWanted(row.id))
    return row
