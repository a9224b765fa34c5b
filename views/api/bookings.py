"""Rooms by the hour for programs: booked, moved and given back by the same actions as on the screens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from marshmallow import fields

from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.check_in import check_in_booking
from app.actions.bookings.confirm import confirm_booking
from app.actions.bookings.create import create_booking
from app.actions.bookings.end import end_booking
from app.actions.bookings.miss import miss_booking
from app.core.errors import Refused
from app.models import Booking, BookingExtra, BookingSeries
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from views.api.resource import readable
from views.api.writable import Verb, WritableApi

NEEDED = ("room_id", "starts_at", "ends_at")
CHANGED = ["room_id", "starts_at", "ends_at", "title", "note", "people", "is_open", "override_reason"]

BookingSeriesApi = readable(BookingSeries, class_permission_name="Booking")
BookingExtraApi = readable(BookingExtra, class_permission_name="Booking")


class BookingApi(WritableApi):
    """Times carry their offset ("2026-12-01T09:00:00+02:00"); cents include VAT. The same `key` again answers with the first booking; with `expected_cents`, which includes extras, another price is a 409. `extras` are how many of each product by its id, {"12": 8}; those that are not named stay as they are, and `booking_extra` tells what it has and what each costs beside `charged_cents`. A booking is never deleted: it is cancelled."""

    resource_name = "booking"
    datamodel = ScopedInterface(Booking)
    list_columns = [
        "id", "public_id", "code", "location_id", "room_id", "user_id", "organisation_id", "series_id", "title", "note", "people", "is_open", "starts_at", "ends_at", "status",
        "held_until", "currency", "charged_cents", "invoice_cents", "override_reason", "cancel_reason", "checked_in_at", "ended_at", "made_by", "created_at",
    ]  # fmt: skip
    search_columns = ["location_id", "room_id", "user_id", "organisation_id", "series_id", "starts_at", "ends_at", "status", "code"]
    add_columns = [*CHANGED, "user_id", "organisation_id"]
    edit_columns = CHANGED
    also_given = {
        "attendees": fields.List(fields.String()),
        "extras": fields.Dict(keys=fields.Integer(), values=fields.Integer()),
        "expected_cents": fields.Integer(),
        "key": fields.String(),
        "hold": fields.Boolean(),
    }
    verbs = {
        "confirm": Verb(confirm_booking, {"expected_cents": fields.Integer()}),
        "cancel": Verb(cancel_booking, {"reason": fields.String(), "by_operator": fields.Boolean(), "expected_refund": fields.Integer()}),
        "check_in": Verb(check_in_booking),
        "end": Verb(end_booking),
        "miss": Verb(miss_booking),
    }

    def create(self, given: dict[str, Any]) -> Booking:
        for name in NEEDED:
            if given.get(name) is None:
                raise Refused(_("Please fill this in."), field=name)
        return create_booking(by=current_actor(), **{"key": None} | said(given))

    def change(self, row: Booking, given: dict[str, Any]) -> Booking:
        wanted = {name: value for name, value in said(given).items() if name not in ("key", "hold")}
        return change_booking(row.id, by=current_actor(), **wanted)


def said(given: dict[str, Any]) -> dict[str, Any]:
    """Without what was left empty. Raises Refused for a time without an offset: nobody knows which hour it means."""
    for name, value in given.items():
        if isinstance(value, dt.datetime) and value.tzinfo is None:
            raise Refused(_("Write it with its offset, such as 2026-12-01T09:00:00+02:00."), field=name)
    return {
        name: value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value for name, value in given.items() if value is not None
    }
