"""An offer is taken up, one license at a time: whoever is onboarded through it sits in a place that was kept for them."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions import said
from app.actions.waiting_list.close import end_entry
from app.core import clock
from app.core.errors import Refused
from app.models import Location, Organisation, PlaceOffer, WaitingEntry
from app.models.place_offer import OfferStatus
from app.work import Work


def take_place(work: Work, offer_id: int, organisation: Organisation, space_id: int) -> None:
    """Before the license is made, in its transaction. Raises Refused when the offer is over, is another's, or is of another space."""
    entry = work.lock(WaitingEntry, work.get(PlaceOffer, offer_id).entry_id)
    offer = work.lock(PlaceOffer, offer_id)
    today = clock.today(work.get(Location, offer.location_id).zone)
    if offer.status is not OfferStatus.OPEN or offer.stands_until < today:
        raise Refused(
            _("The offer to %(name)s stood until %(day)s. Offer the place again.", name=entry.name, day=said.day(offer.stands_until))
        )
    if offer.space_id != space_id:
        raise Refused(_("%(name)s was offered %(space)s.", name=entry.name, space=offer.space.name), field="space")
    if entry.organisation_id not in (None, organisation.id):
        raise Refused(_("This place is offered to %(name)s.", name=entry.name), field="organisation")
    entry.organisation_id = organisation.id
    offer.taken += 1
    if offer.taken == offer.places:
        PlaceOffer.moves.move(offer, "accept")
        end_entry(entry, "serve")
