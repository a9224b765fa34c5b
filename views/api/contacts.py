"""Contacts for programs: found, put right, left in peace, and merged, by the same actions as on the screens."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.access.actor import Actor
from app.actions.contacts.change import change_contact
from app.actions.contacts.merge import merge_contacts
from app.actions.contacts.peace import contact_again, leave_in_peace
from app.models import Contact
from app.web.actor import current_actor
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.writable import Verb, WritableApi

FACTS = ["name", "email", "phone", "company", "language"]


def merge(contact_id: int, *, gone_id: int, by: Actor) -> Contact:
    return merge_contacts(contact_id, gone_id, by=by)


class ContactApi(WritableApi):
    """Nobody is added here: whoever asks, waits, signs up or becomes a member is a contact by themselves. PUT changes the facts that it names.

    `leave_in_peace` says why nothing may be sent that they did not ask for, `contact_again` where they asked for it; `merge` puts
    the contact `gone_id` into this one, for good, and leaves it with `merged_into_id`.
    """

    resource_name = "contact"
    datamodel = ScopedInterface(Contact)
    include_route_methods = READ_ROUTES | {"put", "verb"}
    list_columns = [
        "id",
        "public_id",
        *FACTS,
        "consent_at",
        "consent_source",
        "do_not_contact_at",
        "do_not_contact_reason",
        "merged_into_id",
        "created_at",
    ]
    search_columns = ["id", *FACTS, "consent_at", "do_not_contact_at", "merged_into_id", "created_at"]
    add_columns = edit_columns = FACTS
    verbs = {
        "leave_in_peace": Verb(leave_in_peace, {"reason": fields.String(load_default="")}),
        "contact_again": Verb(contact_again, {"source": fields.String(load_default="")}),
        "merge": Verb(merge, {"gone_id": fields.Integer(required=True)}),
    }

    def change(self, row: Contact, given: dict[str, Any]) -> Contact:
        facts: dict[str, Any] = {name: getattr(row, name) for name in FACTS}
        return change_contact(row.id, **facts | given, by=current_actor())
