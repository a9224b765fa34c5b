"""Offers whose last day is over end by themselves, and their places are free again."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.waiting_list.close import close_offer
from app.models import PlaceOffer, WaitingEntry
from app.models.place_offer import OfferStatus
from app.queries.offers import lapsed
from app.work import transaction


def expire_offers(*, by: Actor) -> int:
    """How many; each in a transaction of its own, so that one in somebody's hands keeps no other waiting."""
    with transaction(by=by) as work:
        found = lapsed(work.session)
    return sum(_expire(offer_id, by) for offer_id in found)


def _expire(offer_id: int, by: Actor) -> bool:
    with transaction(by=by) as work:
        entry = work.lock(WaitingEntry, work.get(PlaceOffer, offer_id).entry_id)
        offer = work.lock(PlaceOffer, offer_id)
        if offer.status is not OfferStatus.OPEN:
            return False
        close_offer(work, entry, offer, "expire")
        return True
