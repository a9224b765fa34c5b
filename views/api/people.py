"""Organisations, people and their licenses."""

from __future__ import annotations

from functools import partial
from typing import Any

from marshmallow import fields

from app.actions.licenses.change import change_license
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_license
from app.actions.licenses.move import move_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.remove import remove_license
from app.actions.licenses.resume import resume_license
from app.actions.organisations.change import change_organisation
from app.actions.organisations.create import create_organisation
from app.actions.organisations.move import move_organisation
from app.actions.organisations.remove import remove_organisation
from app.actions.users.activate import activate_user
from app.actions.users.change import change_user
from app.actions.users.create import create_user
from app.actions.users.deactivate import deactivate_user
from app.models import FoyerUser, License, Organisation
from app.web.interface import ScopedInterface
from views.api.writable import Verb, WritableApi

FACTS = ["email", "first_name", "last_name", "phone", "organisation_id", "location_id"]


class OrganisationApi(WritableApi):
    resource_name = "organisation"
    datamodel = ScopedInterface(Organisation)
    create_with, change_with, remove_with = create_organisation, change_organisation, remove_organisation
    verbs = {verb: Verb(partial(move_organisation, verb=verb)) for verb in Organisation.moves.verbs}


class UserApi(WritableApi):
    """People are deactivated, never deleted. A password is set on the screens alone."""

    resource_name = "user"
    class_permission_name = "User"
    datamodel = ScopedInterface(FoyerUser)
    list_columns = ["id", "username", "active", *FACTS]
    add_columns = edit_columns = FACTS
    also_given = {"roles": fields.List(fields.String()), "location_ids": fields.List(fields.Integer())}
    create_with, change_with = create_user, change_user
    verbs = {"activate": Verb(activate_user), "deactivate": Verb(deactivate_user)}


class LicenseApi(WritableApi):
    resource_name = "license"
    datamodel = ScopedInterface(License)
    create_with, change_with, remove_with = create_license, change_license, remove_license
    verbs: dict[str, Any] = {
        "pause": Verb(pause_license, {"starts_on": fields.Date(required=True), "ends_on": fields.Date(allow_none=True)}),
        "resume": Verb(resume_license, {"on": fields.Date(required=True)}),
        "end": Verb(end_license, {"on": fields.Date(required=True, allow_none=True)}),
        "move": Verb(
            move_license,
            {
                "on": fields.Date(required=True),
                "membership_id": fields.Integer(required=True),
                "space_id": fields.Integer(required=True),
                "keep_commitment": fields.Boolean(),
                "occupancy_reason": fields.String(),
            },
        ),
    }
