"""Who is where for programs: check-ins and expected guests, written by the same actions as at the desk; guests are only read."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from marshmallow import fields

from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest, arrive_member
from app.actions.check_ins.leave import leave
from app.actions.own_key import own_key
from app.actions.visits.cancel import cancel_visit
from app.actions.visits.change import change_visit
from app.actions.visits.invite import Invited, Time, invite_guests
from app.core.errors import Refused
from app.models import CheckIn, Guest, Visit
from app.models.check_in import LeftBy, Source
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from views.api.bookings import said
from views.api.resource import readable
from views.api.writable import Verb, WritableApi

VISIT = ["location_id", "host_id", "name", "email", "company", "note", "expected_at", "until_at"]

GuestApi = readable(
    Guest,
    list_columns=["id", "public_id", "name", "email", "company", "language", "seen_at", "created_at"],
    show_columns=["id", "public_id", "name", "email", "company", "language", "seen_at", "created_at"],
    search_columns=["name", "email", "company", "seen_at"],
)


def check_out(check_in_id: int, *, by: Any) -> CheckIn:
    return leave(check_in_id, LeftBy.DESK, by=by)


class CheckInApi(WritableApi):
    """A member by `user_id`, or a guest by `email` and `name`. The same `key` again answers with the first check-in; whoever is in already is answered with theirs. A check-in is never changed or deleted: it is checked out."""

    resource_name = "check_in"
    datamodel = ScopedInterface(CheckIn)
    list_columns = [
        "id", "public_id", "location_id", "user_id", "guest_id", "name", "company", "host_id", "host_name", "visit_id", "source", "arrived_at", "left_at", "left_by", "was_offline", "created_at",
    ]  # fmt: skip
    show_columns = list_columns
    search_columns = ["location_id", "user_id", "guest_id", "host_id", "name", "source", "arrived_at", "left_at"]
    add_columns = ["location_id", "user_id", "host_id", "host_name", "name", "company", "visit_id"]
    edit_columns = ["company"]
    also_given = {"email": fields.String(), "terms_id": fields.Integer(), "key": fields.String(validate=lambda text: len(text) <= 100)}
    exclude_route_methods = {"put", "delete"}
    verbs = {"check_out": Verb(check_out)}

    def create(self, given: dict[str, Any]) -> CheckIn:
        if given.get("location_id") is None:
            raise Refused(_("Please fill this in."), field="location_id")
        key = given.get("key") or own_key(current_actor(), uuid4().hex)
        arrival = Arrival(
            given["location_id"],
            Source.DESK,
            key,
            host_id=given.get("host_id"),
            host_name=given.get("host_name") or "",
            visit_id=given.get("visit_id"),
        )
        if given.get("user_id") is not None:
            return arrive_member(given["user_id"], arrival, by=current_actor())
        facts = GuestFacts(
            email=given.get("email") or "", name=given.get("name") or "", company=given.get("company") or "", terms_id=given.get("terms_id")
        )
        return arrive_guest(facts, arrival, by=current_actor())


class VisitApi(WritableApi):
    """Times carry their offset. The guest is mailed their pass, which no program reads. A visit is never deleted: it is cancelled."""

    resource_name = "visit"
    datamodel = ScopedInterface(Visit)
    list_columns = [
        "id",
        "public_id",
        "location_id",
        "host_id",
        "name",
        "email",
        "company",
        "note",
        "expected_at",
        "until_at",
        "status",
        "invited_by",
        "created_at",
    ]
    show_columns = list_columns
    search_columns = ["location_id", "host_id", "name", "email", "status", "expected_at"]
    add_columns = VISIT
    edit_columns = VISIT
    also_given = {"key": fields.String(validate=lambda text: len(text) <= 100)}
    exclude_route_methods = {"delete"}
    verbs = {"cancel": Verb(cancel_visit)}

    def create(self, given: dict[str, Any]) -> Visit:
        asked = said(given)
        for name in ("location_id", "name", "expected_at"):
            if name not in asked:
                raise Refused(_("Please fill this in."), field=name)
        guest = Invited(asked["name"], asked.get("email", ""), asked.get("company", ""))
        made = invite_guests(
            [guest],
            [Time(asked["expected_at"], asked.get("until_at"))],
            location_id=asked["location_id"],
            host_id=asked.get("host_id"),
            note=asked.get("note", ""),
            key=asked.get("key"),
            by=current_actor(),
        )
        return made[0]

    def change(self, row: Visit, given: dict[str, Any]) -> Visit:
        """What is not said stays as it is; null takes the host or the end away."""
        said(given)  # times without an offset are refused
        return change_visit(row.id, by=current_actor(), **{name: given.get(name, getattr(row, name)) for name in VISIT})
