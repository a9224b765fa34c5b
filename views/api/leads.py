"""Leads for programs with an API key."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.actions.leads.assign import assign_lead
from app.actions.leads.change import change_lead
from app.actions.leads.heat import set_heat
from app.actions.leads.join import join_lead
from app.actions.leads.tell_lead import tell_lead
from app.models import Lead
from app.rules.lead_heat import Heat
from app.web.interface import ScopedInterface
from views.api.writable import Verb, WritableApi


def heat(lead_id: int, *, heat: Heat, reason: str = "", by: Any) -> Lead:
    return set_heat(lead_id, heat, reason, by=by)


class LeadApi(WritableApi):
    """The same person again goes on with their open lead; the same `key` is the same lead. `join` lets it go on with another open one, which is the answer."""

    resource_name = "lead"
    datamodel = ScopedInterface(Lead)
    create_with, change_with = tell_lead, change_lead
    add_columns = [
        "location_id",
        "name",
        "email",
        "phone",
        "company",
        "message",
        "places",
        "wanted_on",
        "source",
        "referrer_id",
        "referred_by",
        "owner_id",
        "heat",
        "asked_at",
        "key",
    ]
    edit_columns = add_columns[:11]
    also_given = {"anyway": fields.Boolean()}
    only_created = frozenset({"anyway"})
    verbs = {
        "assign": Verb(assign_lead, {"owner_id": fields.Integer(required=True, allow_none=True)}),
        "heat": Verb(heat, {"heat": fields.Enum(Heat, by_value=True, required=True), "reason": fields.String(load_default="")}),
        "join": Verb(join_lead, {"into_id": fields.Integer(required=True)}),
    }
