"""Organisations, people and their licenses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from marshmallow import Schema, fields

from app.actions.accounts.invite import invite
from app.actions.accounts.resend import resend
from app.actions.deposits.newcomer import AskedDeposit
from app.actions.licenses.change import change_license
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_license
from app.actions.licenses.fields import LicenseFields
from app.actions.licenses.move import move_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.remove import remove_license
from app.actions.licenses.renew import renew_license
from app.actions.licenses.resume import resume_license
from app.actions.onboarding.onboard import onboard
from app.actions.organisations.change import change_organisation
from app.actions.organisations.create import create_organisation
from app.actions.organisations.fields import OrganisationFields
from app.actions.organisations.leave import leave_organisation
from app.actions.organisations.move import move_organisation
from app.actions.organisations.remove import remove_organisation
from app.actions.organisations.retry_contact import retry_contact
from app.actions.users.activate import activate_user
from app.actions.users.change import change_user
from app.actions.users.create import create_user
from app.actions.users.deactivate import deactivate_user
from app.actions.users.fields import UserFields
from app.actions.users.sign_out import sign_out_user
from app.models import Access, FoyerUser, License, Onboarding, Organisation
from app.web.api import READ_ROUTES, FoyerApi
from app.web.interface import ScopedInterface
from views.api.writable import Verb, WritableApi

FACTS = ["email", "first_name", "last_name", "phone", "organisation_id", "location_id", "ends_on"]


class OrganisationApi(WritableApi):
    resource_name = "organisation"
    datamodel = ScopedInterface(Organisation)
    create_with, change_with, remove_with = create_organisation, change_organisation, remove_organisation
    verbs = {verb: Verb(partial(move_organisation, verb=verb)) for verb in Organisation.moves.verbs} | {
        "retry_contact": Verb(retry_contact),
        "leave": Verb(
            leave_organisation,
            {
                "on": fields.Date(required=True),
                "end_reason": fields.String(),
                "cancel_bookings": fields.Boolean(),
                "expected_refund": fields.Integer(),
            },
        ),
    }


SCALARS: dict[Any, type[fields.Field[Any]]] = {
    str: fields.String,
    int: fields.Integer,
    bool: fields.Boolean,
    dt.date: fields.Date,
    Decimal: fields.Decimal,
}


def said_of(kind: Any) -> fields.Nested:
    """The fields of an action as a JSON object; what else they have to be the action checks."""
    told: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        plain = next((each for each in get_args(hint) or (hint,) if each is not NoneType), hint)
        of_list = get_origin(hint) is list
        told[name] = fields.List(SCALARS[plain]()) if of_list else SCALARS.get(plain, fields.String)(allow_none=True)
    return fields.Nested(Schema.from_dict(told, name=f"Onboarding{kind.__name__}"), allow_none=True)


class OnboardingApi(WritableApi):
    """Organisation, person and license in one call; the same `key` again of the same account answers with the first onboarding."""

    resource_name = "onboarding"
    class_permission_name = "User"
    datamodel = ScopedInterface(Onboarding)
    include_route_methods = READ_ROUTES | {"post"}
    method_permission_name = {"post": "onboard"}
    add_columns = edit_columns = ["key", "organisation_id", "offer_id"]
    also_given = {
        "organisation": said_of(OrganisationFields),
        "person": said_of(UserFields),
        "license": said_of(LicenseFields),
        "deposit": said_of(AskedDeposit),
    }
    create_with = onboard


class UserApi(WritableApi):
    """People are deactivated, never deleted. A password is set on the screens alone."""

    resource_name = "user"
    class_permission_name = "User"
    datamodel = ScopedInterface(FoyerUser)
    list_columns = ["id", "username", "active", *FACTS]
    add_columns = edit_columns = FACTS
    also_given = {"roles": fields.List(fields.String()), "location_ids": fields.List(fields.Integer())}
    create_with, change_with = create_user, change_user
    verbs = {
        "activate": Verb(activate_user),
        "deactivate": Verb(deactivate_user),
        "invite": Verb(invite),
        "resend": Verb(resend),
        "sign_out": Verb(sign_out_user),
    }


class LicenseApi(WritableApi):
    resource_name = "license"
    datamodel = ScopedInterface(License)
    create_with, change_with, remove_with = create_license, change_license, remove_license
    verbs: dict[str, Any] = {
        "pause": Verb(pause_license, {"starts_on": fields.Date(required=True), "ends_on": fields.Date(allow_none=True)}),
        "resume": Verb(resume_license, {"on": fields.Date(required=True)}),
        "end": Verb(end_license, {"on": fields.Date(required=True, allow_none=True), "end_reason": fields.String()}),
        "agree": Verb(
            change_license,
            {
                "agreed_from": fields.Date(required=True),
                "custom_price_cents": fields.Integer(allow_none=True),
                "custom_price_end": fields.Date(allow_none=True),
                "custom_price_reason": fields.String(),
                "net_price": fields.Boolean(),
                "commitment_months": fields.Integer(allow_none=True),
                "commitment_start": fields.Date(allow_none=True),
            },
        ),
        "renew": Verb(renew_license, {"on": fields.Date(required=True), "months": fields.Integer(required=True)}),
        "move": Verb(
            move_license,
            {
                "on": fields.Date(required=True),
                "membership_id": fields.Integer(required=True),
                "space_id": fields.Integer(required=True),
                "organisation_id": fields.Integer(allow_none=True),
                "user_id": fields.Integer(allow_none=True),
                "keep_commitment": fields.Boolean(),
                "occupancy_reason": fields.String(),
            },
        ),
    }


class AccessApi(FoyerApi):
    """Who should have what, why, and whether they have it. Licenses decide it, so it is only read."""

    resource_name = "access"
    datamodel = ScopedInterface(Access)
    list_columns = [
        "id",
        "user_id",
        "system",
        "state",
        "username",
        "wanted",
        "held",
        "drift",
        "reason",
        "location_id",
        "settled_at",
        "checked_at",
    ]
    search_columns = ["user_id", "system", "state", "username", "location_id"]
