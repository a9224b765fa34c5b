"""Offer a place to somebody who waits: it is kept for them until a day, and a mail tells them so."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.to_waiting import want_offer_letter
from app.actions.licenses.occupancy import require_places
from app.core import clock
from app.core.errors import Refused
from app.models import Location, PlaceOffer, Space, WaitingEntry
from app.rules.occupancy import Holder
from app.work import transaction

LONGEST = dt.timedelta(days=90)


def offer_place(entry_id: int, *, space_id: int, starts_on: dt.date, stands_until: dt.date, by: Actor) -> PlaceOffer:
    """As many places as they wait for, from `starts_on` for good; `stands_until` is the last day on which they may say yes.

    Raises Refused at the field when the places are not free (P15), or the days make no sense.
    """
    with transaction(by=by) as work:
        entry = work.lock(WaitingEntry, entry_id)
        require(by, Permission.WAITING_ENTRY_WRITE, entry)
        today = clock.today(work.get(Location, entry.location_id).zone)
        if not today <= stands_until <= today + LONGEST:
            raise Refused(_("An offer stands from today for 90 days at most."), field="stands_until")
        if starts_on < today:
            raise Refused(_("This day is over."), field="starts_on")
        WaitingEntry.moves.move(entry, "offer")
        space = work.lock(Space, space_id)
        if space.location_id != entry.location_id:
            raise Refused(_("That space is at another location."), field="space")
        require_places(work, space, Holder(entry.waits_as, starts_on), people=entry.places)
        offer = work.add(
            PlaceOffer(
                entry_id=entry.id, location_id=entry.location_id, space_id=space.id, places=entry.places,
                starts_on=starts_on, stands_until=stands_until, offered_by=by.name,
            )
        )  # fmt: skip
        want_offer_letter(work, offer)
    return offer
