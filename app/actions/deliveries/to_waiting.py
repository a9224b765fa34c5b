"""Make the delivery of an offer to somebody who waits for a place, who need not have an account."""

from __future__ import annotations

from app.actions.deliveries.letter import habits, want_one
from app.models import Delivery, Location, PlaceOffer, WaitingEntry
from app.models.delivery import DeliveryKind
from app.work import Work


def want_offer_letter(work: Work, offer: PlaceOffer) -> Delivery:
    """One letter for each offer, sent once."""
    location = work.get(Location, offer.location_id)
    way = habits(location, work.get(WaitingEntry, offer.entry_id).email)
    return want_one(
        work, DeliveryKind.PLACE_OFFER, f"{DeliveryKind.PLACE_OFFER.value}-{offer.id}-{way[0]}", location, way, offer_id=offer.id
    )
