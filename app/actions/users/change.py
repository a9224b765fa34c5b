"""Change a person: names, home, last day, roles, locations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.accounts.tell_of_change import tell_of_change
from app.actions.fill import demand
from app.actions.tasks.pass_on import pass_on
from app.actions.users.create import put_facts
from app.actions.users.fields import UserFields
from app.actions.users.grant import give_roles, limit_to, organisation_of, require_home, require_user
from app.core.errors import Refused
from app.core.events import Event
from app.models import FoyerUser
from app.work import transaction


@dataclass(frozen=True)
class UserChanged(Event):
    user_id: int


def change_user(user_id: int, *, by: Actor, **fields: Unpack[UserFields]) -> FoyerUser:
    """Checked before and after: neither the person that was nor the one that becomes may be above the actor."""
    with transaction(by=by) as work:
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        before, belonged = user.email, organisation_of(user)
        if user.id == by.id and fields.get("ends_on", user.ends_on) != user.ends_on:
            raise Refused(_("You cannot set your own last day."), field="ends_on")
        put_facts(work, user, fields)
        if user.id == by.id and user.email != before:  # there the password and both mailboxes are asked
            raise Refused(_("Your own address is changed on your profile."), field="email")
        demand(user, "email", "first_name", "last_name")
        if "roles" in fields:
            give_roles(work, user, fields["roles"])
        if "location_ids" in fields:
            limit_to(work, user, fields["location_ids"])
        require_user(by, user)
        belongs = organisation_of(user)
        if user.email != before or belongs is not belonged:
            require_home(by, belonged)
            require_home(by, belongs)
        if "roles" in fields or "location_ids" in fields:
            pass_on(work, user)
        if user.email != before:
            tell_of_change(work, user, before)
        work.emit(UserChanged(user.id))
    return user
