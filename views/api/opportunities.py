"""Opportunities for programs: opened, changed, moved and won by the same actions as on the screens."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, fields

from app.access.actor import Actor
from app.actions.opportunities.abandon import abandon_opportunity
from app.actions.opportunities.change import change_opportunity
from app.actions.opportunities.move import move_opportunity
from app.actions.opportunities.open import open_opportunity
from app.actions.opportunities.reopen import reopen_opportunity
from app.actions.opportunities.win import win
from app.core.errors import Refused
from app.models import Opportunity, StageChange
from app.models.opportunity import Stage
from app.queries.opportunities.won_places import WonPlace
from app.web.actor import current_actor
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.resource import readable
from views.api.writable import Verb, WritableApi

StageChangeApi = readable(StageChange, class_permission_name="Opportunity")

PLACE = Schema.from_dict(
    {
        "membership_id": fields.Integer(required=True),
        "space_id": fields.Integer(required=True),
        "starts_on": fields.Date(required=True),
        "commitment_months": fields.Integer(allow_none=True),
        "price_cents": fields.Integer(allow_none=True),
        "price_reason": fields.String(),
        "deposit_cents": fields.Integer(allow_none=True),
        "deposit_reason": fields.String(),
    }
)
ORGANISATION = Schema.from_dict(
    {name: fields.String() for name in ("name", "address", "vat_number", "registration_number", "invoice_email")}
)
PERSON = Schema.from_dict({name: fields.String() for name in ("first_name", "last_name", "email", "phone")})


def win_with(opportunity_id: int, *, by: Actor, places: list[dict[str, Any]] | None = None, **said: Any) -> Opportunity:
    """`places` are one license each, where no paper was agreed to; a price or deposit of their own takes the right to set it."""
    return win(opportunity_id, places=[WonPlace(**each) for each in places or ()], by=by, **said)


class OpportunityApi(WritableApi):
    """Cents are a month, without VAT. POST opens one for a lead, with the tasks of a track; it is won, abandoned and reopened by its verbs, and never deleted.
    `version` makes a change of what somebody else changed meanwhile a 409.
    """

    resource_name = "opportunity"
    datamodel = ScopedInterface(Opportunity)
    include_route_methods = READ_ROUTES | {"post", "put", "verb"}
    method_permission_name = {"verb": "write"}
    list_columns = [
        "id", "public_id", "code", "location_id", "lead_id", "owner_id", "track_id", "stage", "stage_since", "position", "value_cents", "currency", "expected_on", "opened_on",
        "closed_at", "abandon_reason_id", "abandon_note", "organisation_id", "contract_waived", "created_at",
    ]  # fmt: skip
    search_columns = [
        "location_id",
        "lead_id",
        "owner_id",
        "stage",
        "stage_since",
        "expected_on",
        "opened_on",
        "closed_at",
        "organisation_id",
        "code",
    ]
    add_columns = ["lead_id", "track_id"]
    edit_columns = ["value_cents", "expected_on", "owner_id"]
    also_given = {"version": fields.String()}
    verbs = {
        "move": Verb(
            move_opportunity,
            {
                "stage": fields.Enum(Stage, by_value=True, required=True),
                "before_id": fields.Integer(allow_none=True),
                "version": fields.String(),
            },
        ),
        "win": Verb(
            win_with,
            {
                "organisation_id": fields.Integer(allow_none=True),
                "organisation": fields.Nested(ORGANISATION),
                "person": fields.Nested(PERSON),
                "places": fields.List(fields.Nested(PLACE)),
                "contract_waived": fields.String(),
            },
        ),
        "abandon": Verb(abandon_opportunity, {"reason_id": fields.Integer(load_default=None, allow_none=True), "note": fields.String()}),
        "reopen": Verb(reopen_opportunity),
    }

    def create(self, given: dict[str, Any]) -> Opportunity:
        if given.get("lead_id") is None:
            raise Refused(_("Please fill this in."), field="lead_id")
        return open_opportunity(given["lead_id"], track_id=given.get("track_id"), by=current_actor())

    def change(self, row: Opportunity, given: dict[str, Any]) -> Opportunity:
        return change_opportunity(row.id, **given, by=current_actor())
