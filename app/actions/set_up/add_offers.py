"""Put up for sale what a coworking house begins with: desks, offices, a day pass, a meeting room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.memberships.create import create_membership
from app.actions.products.create import create_product
from app.actions.rooms.create import create_room
from app.actions.set_up.first import require_first
from app.actions.set_up.note import note_done, require_set_up
from app.actions.spaces.create import create_space
from app.core.errors import Refused
from app.models import Location, Membership, Product, Room, Space
from app.models.space import SpaceKind
from app.queries.set_up.progress import Step
from app.rules.units import Unit
from app.work import Work, transaction


class Offer(StrEnum):
    HOT_DESK = "hot_desk"
    DEDICATED_DESK = "dedicated_desk"
    OFFICE = "office"
    DAY_PASS = "day_pass"  # noqa: S105 - no secret
    MEETING_ROOM = "meeting_room"


MONTHLY = {Offer.HOT_DESK: SpaceKind.DESK_AREA, Offer.DEDICATED_DESK: SpaceKind.DESK_AREA, Offer.OFFICE: SpaceKind.PRIVATE_OFFICE}
SOLD_AS = {Offer.DAY_PASS: Product, Offer.MEETING_ROOM: Room}


@dataclass(frozen=True)
class Wanted:
    """`cents`: a month without VAT, for a day pass and an hour of a meeting room with VAT. `places`: desks, or people who fit; None for no limit."""

    offer: Offer
    name: str
    cents: int | None
    places: int | None


def add_offers(wanted: Sequence[Wanted], *, by: Actor) -> int:
    """How many were made. All or none; raises Refused at `<offer>_name`, `<offer>_cents` or `<offer>_places`, and for nothing at all."""
    with transaction(by=by) as work:
        require_set_up(by)
        location = require_first(work)
        if not wanted:
            raise Refused(_("Tick what you sell, or leave it for later."))
        for each in wanted:
            _check(work, location, each)
            if each.offer in MONTHLY:
                _membership(work, location, each, by)
            elif each.offer is Offer.DAY_PASS:
                create_product(
                    location_id=location.id,
                    name=each.name,
                    type=Unit.SPACE,
                    price_cents=each.cents or 0,
                    price_includes_vat=True,
                    days=1,
                    by=by,
                )
            else:
                space, rate = _space_for_rooms(work, location, by), each.cents or 0
                create_room(
                    space_id=space.id, name=each.name, capacity=each.places or 1, peak_rate_cents=rate, off_peak_rate_cents=rate, by=by
                )
        note_done(work, Step.OFFERS)
    return len(wanted)


def _check(work: Work, location: Location, each: Wanted) -> None:
    if not each.name.strip():
        raise Refused(_("Please fill this in."), field=f"{each.offer}_name")
    if each.cents is None:
        raise Refused(_("Say what it costs; 0 is free."), field=f"{each.offer}_cents")
    if each.cents < 0:
        raise Refused(_("A price cannot be negative."), field=f"{each.offer}_cents")
    if each.places is not None and not 1 <= each.places <= 10_000:
        raise Refused(_("From 1 to 10 000; empty for no limit."), field=f"{each.offer}_places")
    sold_as = SOLD_AS.get(each.offer, Membership)
    if work.session.scalar(select(sold_as.id).where(sold_as.location_id == location.id, sold_as.name == each.name.strip())) is not None:
        raise Refused(_("%(name)s is there already.", name=each.name.strip()), field=f"{each.offer}_name")


def _membership(work: Work, location: Location, each: Wanted, by: Actor) -> None:
    """With the space that its licenses take, where there is none of that name."""
    create_membership(location_id=location.id, name=each.name, primary_cents=each.cents or 0, extra_cents=each.cents or 0, by=by)
    if work.session.scalar(select(Space.id).where(Space.location_id == location.id, Space.name == each.name.strip())) is None:
        create_space(location_id=location.id, name=each.name, kind=MONTHLY[each.offer], capacity=each.places, by=by)


def _space_for_rooms(work: Work, location: Location, by: Actor) -> Space:
    """Rooms are in a space: the first area of the location, else a new one."""
    area = select(Space).where(Space.location_id == location.id, Space.kind == SpaceKind.DESK_AREA).order_by(Space.id).limit(1)
    return work.session.scalars(area).one_or_none() or create_space(
        location_id=location.id, name=_("Common area"), kind=SpaceKind.DESK_AREA, by=by
    )
