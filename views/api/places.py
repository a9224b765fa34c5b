"""Locations, spaces, rooms, and the memberships sold there."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.actions.closures.change import change_closure
from app.actions.closures.create import create_closure
from app.actions.closures.remove import remove_closure
from app.actions.locations.change import change_location
from app.actions.locations.create import create_location
from app.actions.locations.remove import remove_location
from app.actions.memberships.add_price import add_price
from app.actions.memberships.change import change_membership
from app.actions.memberships.change_price import change_price
from app.actions.memberships.create import create_membership
from app.actions.memberships.remove import remove_membership
from app.actions.memberships.remove_price import remove_price
from app.actions.rooms.change import change_room
from app.actions.rooms.create import create_room
from app.actions.rooms.remove import remove_room
from app.actions.spaces.change import change_space
from app.actions.spaces.create import create_space
from app.actions.spaces.remove import remove_space
from app.actions.waiting_list.answer import decline_offer, take_back_offer
from app.actions.waiting_list.change import change_waiting_entry
from app.actions.waiting_list.create import create_waiting_entry
from app.actions.waiting_list.offer import offer_place
from app.actions.waiting_list.withdraw import withdraw_waiting_entry
from app.models import Closure, Location, Membership, MembershipPrice, PlaceOffer, Room, Space, WaitingEntry
from app.web.interface import ScopedInterface
from views.api.resource import readable, writable
from views.api.writable import Verb, WritableApi, fields_of

REASONED = {"decline": decline_offer, "take_back": take_back_offer, "withdraw": withdraw_waiting_entry}
LocationApi = writable(Location, create_location, change_location, remove_location)
SpaceApi = writable(Space, create_space, change_space, remove_space)
RoomApi = writable(Room, create_room, change_room, remove_room)

ClosureApi = writable(Closure, create_closure, change_closure, remove_closure, class_permission_name="Room")
PlaceOfferApi = readable(PlaceOffer, class_permission_name="WaitingEntry")


class WaitingEntryApi(WritableApi):
    """No call deletes anybody from the list; an offer is taken up by onboarding with its `offer_id`."""

    resource_name = "waiting_entry"
    datamodel = ScopedInterface(WaitingEntry)
    create_with, change_with = create_waiting_entry, change_waiting_entry
    verbs: dict[str, Any] = {
        "offer": Verb(
            offer_place,
            {
                "space_id": fields.Integer(required=True),
                "starts_on": fields.Date(required=True),
                "stands_until": fields.Date(required=True),
            },
        ),
        **{name: Verb(act, {"reason": fields.String()}) for name, act in REASONED.items()},
    }


class MembershipApi(WritableApi):
    """A new one comes with its first price; later ones are resources of their own."""

    resource_name = "membership"
    datamodel = ScopedInterface(Membership)
    also_given = {"primary_cents": fields.Integer(), "extra_cents": fields.Integer(), "valid_from": fields.Date(allow_none=True)}
    create_with, change_with, remove_with = create_membership, change_membership, remove_membership

    def create(self, given: dict[str, Any]) -> Membership:
        return super().create({"primary_cents": None, "extra_cents": None, **given})

    def change(self, row: Membership, given: dict[str, Any]) -> Membership:
        return super().change(row, {name: value for name, value in given.items() if name not in self.also_given})


class MembershipPriceApi(WritableApi):
    resource_name = "membership_price"
    class_permission_name = "Membership"
    datamodel = ScopedInterface(MembershipPrice)
    add_columns = ["membership_id", *fields_of(change_price)]
    create_with, change_with, remove_with = add_price, change_price, remove_price

    def create(self, given: dict[str, Any]) -> MembershipPrice:
        named = {"membership_id": 0, "valid_from": None, "primary_cents": None, "extra_cents": None, **given}
        return super().create(named)
